import { createHash } from 'node:crypto';
import { type Language, languageTags } from '@crm/platform/problem';
import { kpis } from '../kpis/kpi-registry.js';
import { revenueShareOfBest } from '../value/rules/lorenz.js';
import { levelLabels } from '../value/rules/texts.js';
import type { DashboardFigures } from './dashboard-figures.service.js';
import type { Formats } from './rules/formats.js';
import { escapeMarkup } from './rules/static-svg.js';
import { styles } from './styles.js';
import { words } from './words.js';

/** The charts of the page; null: no data. */
export interface PageCharts {
  monthlyRevenue: string | null;
  valuePyramid: string | null;
}

/** No script, no style but this page's own, nothing from elsewhere. */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** The whole page. */
export function dashboardPage(
  figures: DashboardFigures,
  charts: PageCharts,
  language: Language,
  formats: Formats,
): string {
  const say = words[language];
  const hidesSomething = [...figures.kpis, ...figures.months, ...figures.levels].some(({ hidden }) => hidden);
  return `<!doctype html>
<html lang="${languageTags[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title} · OneCustomer</title>
<style>${styles}</style>
</head>
<body>
<header>
<h1>${say.title}</h1>
<p>${say.asOf} <time datetime="${figures.asOf.toISOString()}">${formats.moment(figures.asOf)}</time> · ${say.period} ${figures.period.from} – ${figures.period.to}
<a class="language" href="?lang=${language === 'zh' ? 'en' : 'zh'}">${say.other}</a></p>
</header>
<main>
<section aria-labelledby="key-figures">
<h2 id="key-figures">${say.keyFigures}</h2>
<ul class="strip">
${figures.kpis.map((kpi) => kpiItem(kpi, language, formats)).join('\n')}
</ul>
</section>
${revenueSection(figures, charts.monthlyRevenue, language, formats)}
${pyramidSection(figures, charts.valuePyramid, language, formats)}
</main>
<footer>${hidesSomething ? `<p>${say.hiddenNote}</p>` : ''}<p>${say.sources}</p></footer>
</body>
</html>
`;
}

function kpiItem(kpi: DashboardFigures['kpis'][number], language: Language, formats: Formats): string {
  const say = words[language];
  const { title, definition, unit } = kpis[kpi.name];
  const value = kpi.hidden ? say.hidden : kpi.value === null ? say.noData : formats.figure(kpi.value, unit);
  const isNumber = !kpi.hidden && kpi.value !== null;
  const base = [`${say.base} = ${kpi.hidden ? '< 5' : formats.count(kpi.n)}`];
  if (kpi.open !== null && kpi.open > 0 && !kpi.hidden) base.push(`${say.open} ${formats.count(kpi.open)}`);
  if (kpi.leftOut > 0 && !kpi.hidden) base.push(`${say.leftOut}: ${formats.count(kpi.leftOut)}`);
  return `<li title="${escapeMarkup(definition[language])}"><span class="name">${escapeMarkup(title[language])}</span>
<span class="${isNumber ? 'value' : 'value none'}">${escapeMarkup(value)}</span><span class="base">${escapeMarkup(base.join(' · '))}</span></li>`;
}

function revenueSection(figures: DashboardFigures, chart: string | null, language: Language, formats: Formats): string {
  const say = words[language];
  const orders = figures.months.reduce((sum, month) => sum + month.orders, 0);
  const rows = figures.months.map((month) => {
    const isRunning = month.month === figures.period.to.slice(0, 7);
    const name = `${month.month}${isRunning ? ` (${say.running})` : ''}`;
    const cells = [formats.money(month.revenueMinor), formats.count(month.orders), formats.count(month.customers)];
    return tableRow(name, month.hidden ? cells.map(() => say.hidden) : cells);
  });
  const table = dataTable(say.revenueTitle, [say.month, say.revenue, say.orders, say.customers], rows);
  return chartSection(
    'revenue',
    say.revenueTitle,
    say.ordersN(formats.count(orders)),
    chart ? `${chart}\n${table}` : none(say.revenueNone),
  );
}

function pyramidSection(figures: DashboardFigures, chart: string | null, language: Language, formats: Formats): string {
  const say = words[language];
  const customers = figures.levels.reduce((sum, level) => sum + level.customers, 0);
  const revenue = figures.levels.reduce((sum, level) => sum + level.revenueMinor, 0);
  const share = (part: number, whole: number): string => (whole > 0 ? formats.percent(part / whole) : '–');
  const rows = figures.levels.map((level) => {
    const cells = [
      formats.count(level.customers),
      share(level.customers, customers),
      formats.money(level.revenueMinor),
      share(level.revenueMinor, revenue),
    ];
    return tableRow(levelLabels[level.level][language], level.hidden ? cells.map(() => say.hidden) : cells);
  });
  const table = dataTable(
    say.pyramidTitle,
    [say.level, say.customers, say.customerShare, say.twoYears, say.revenueShare],
    rows,
  );
  const best = revenueShareOfBest(0.2, figures.curve);
  const sentence = best === null ? say.curveNone : say.best(formats.percent(0.2), formats.percent(best));
  const content = chart ? `${chart}\n<p>${sentence}</p>\n${table}` : none(say.pyramidNone);
  return chartSection('pyramid', say.pyramidTitle, say.customersN(formats.count(customers)), content);
}

const chartSection = (id: string, title: string, base: string, content: string): string =>
  `<section aria-labelledby="${id}">
<h2 id="${id}">${title} <small>${base}</small></h2>
${content}
</section>`;

const dataTable = (caption: string, heads: readonly string[], rows: readonly string[]): string =>
  `<table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;

const tableRow = (name: string, cells: readonly string[]): string =>
  `<tr><th scope="row">${name}</th>${cells.map((text) => `<td>${text}</td>`).join('')}</tr>`;

const none = (sentence: string): string => `<p class="none">${sentence}</p>`;
