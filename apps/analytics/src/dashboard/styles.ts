/** The page's own style; the policy lets no other through, so its hash changes with it. */
export const styles = `
:root { color-scheme: light; font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1b2733; background: #f5f7f9; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
h2 small { font-weight: normal; color: #52616f; font-size: .9rem; }
header p, footer { color: #52616f; margin: 0; font-size: .9rem; }
header .language { margin-left: 1rem; }
a { color: #0b5cad; }
section { background: #fff; border: 1px solid #d5dde5; border-radius: 8px; padding: 1rem 1.25rem; margin: 1.25rem 0; }
.strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem; list-style: none; margin: 0; padding: 0; }
.strip li { border-left: 3px solid #0b5cad; padding: .1rem .1rem .1rem .7rem; }
.strip span { display: block; }
.name { font-size: .85rem; color: #3a4754; }
.value { font-size: 1.3rem; overflow-wrap: anywhere; font-weight: 600; font-variant-numeric: tabular-nums; }
.value.none { font-size: .95rem; font-weight: normal; color: #52616f; line-height: 2.1rem; }
.base { font-size: .8rem; color: #52616f; }
svg { display: block; width: 100%; height: auto; }
svg text { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #52616f; padding-bottom: .25rem; }
th, td { border-top: 1px solid #d5dde5; padding: .3rem .5rem; text-align: right; }
th:first-child { text-align: left; font-weight: normal; }
thead th, thead th:first-child { font-weight: 600; border-top: 0; }
.none { color: #52616f; }
footer p { margin: .25rem 0; }
@media print { :root { background: #fff; font-size: 11pt; } body { max-width: none; padding: 0; } section { break-inside: avoid; border-color: #999; } .language { display: none; } }
`;
