import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Language, languageTags } from '../problem/language.js';
import { Html, markup } from './html.js';

/** The one style sheet, inline: the page loads nothing. Large targets for thumbs, no colour without a word. */
const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#6b7280;--accent:#0b57d0;--soft:#f1f5fb;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--paper:#14171b;--line:#9aa3af;--accent:#a8c7fa;--soft:#1f252d;--bad:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.05rem/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:40rem;margin:0 auto;padding:1rem}
header{display:flex;justify-content:flex-end}
a{color:var(--accent);padding:.5rem}
h1{font-size:1.5rem;line-height:1.3}
h2{font-size:1.1rem}
fieldset{border:0;margin:0 0 1.5rem;padding:0;min-width:0}
legend{font-weight:600;padding:0;margin-bottom:.25rem}
.ends,.hint{margin:.25rem 0;font-size:.95rem}
.choices{display:flex;flex-wrap:wrap;gap:.5rem}
.choices label{display:flex;align-items:center;gap:.5rem;min-height:2.75rem;padding:.25rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--soft)}
.choices label:has(input:checked){outline:2px solid var(--accent)}
.rows{flex-direction:column}
input{width:1.25rem;height:1.25rem;accent-color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.comment{display:block;font-weight:600}
textarea{width:100%;min-height:8rem;padding:.5rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}
button{width:100%;min-height:3rem;margin:1rem 0;font:inherit;font-weight:600;color:var(--paper);background:var(--accent);border:0;border-radius:.5rem}
[role=alert]{color:var(--bad);font-weight:600}
article{margin:0 0 1rem;padding:.5rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--soft)}
.said{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}
aside{margin-top:2rem;padding-top:.5rem;border-top:1px solid var(--line);font-size:.95rem}
`;

const styleElement = new Html(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing but our own style and our own form: no script at all, no frame, nothing from elsewhere. */
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** What each language calls itself. */
const languageNames: Record<Language, string> = { zh: '中文', en: 'English' };

/** A whole page: the content, a link to the other language, and what stands below everything, if there is anything. */
export function framed(language: Language, title: string, content: Html, below: Html | null = null): string {
  const page = markup`<!doctype html>
<html lang="${languageTags[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
${styleElement}
</head>
<body>
<main>
${otherLanguage(language)}
<h1>${title}</h1>
${content}
${below}
</main>
</body>
</html>
`;
  return page.text;
}

/** What both the page and the JSON carry: the address holds a secret, so nobody may keep, index or pass it on. */
export function keepPrivate(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    'referrer-policy': 'no-referrer',
    vary: 'Accept, Accept-Language',
  });
}

/** Marks the answer as one of our pages. */
export function asPage(reply: FastifyReply, language: Language): FastifyReply {
  return keepPrivate(reply).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': languageTags[language],
    'content-security-policy': policy,
  });
}

function otherLanguage(language: Language): Html {
  const other = language === 'zh' ? 'en' : 'zh';
  const tag = languageTags[other];
  return markup`<header><a href="?lang=${other}" lang="${tag}" hreflang="${tag}" rel="nofollow">${languageNames[other]}</a></header>`;
}
