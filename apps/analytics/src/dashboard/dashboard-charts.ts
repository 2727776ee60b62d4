import type { Language } from '@crm/platform/problem';
import { monthlyRevenueChart } from './charts/monthly-revenue.chart.js';
import { renderChart } from './charts/render-chart.js';
import { valuePyramidChart } from './charts/value-pyramid.chart.js';
import type { DashboardFigures } from './dashboard-figures.service.js';
import type { Formats } from './rules/formats.js';
import { words } from './words.js';

/** Names of the charts. */
export const chartNames = ['monthly_revenue', 'value_pyramid'] as const;

/** Name of a chart. */
export type ChartName = (typeof chartNames)[number];

/** As wide as the page's column. */
const size = { width: 900, height: 350 };

/** The chart as SVG; null where there is no data to draw. */
export async function drawChart(
  name: ChartName,
  figures: DashboardFigures,
  language: Language,
  formats: Formats,
): Promise<string | null> {
  const say = words[language];
  if (name === 'monthly_revenue') {
    if (figures.months.every(({ orders, revenueMinor }) => orders === 0 && revenueMinor === 0)) return null;
    const frame = { id: 'monthly-revenue', title: say.revenueTitle, description: say.revenueDescription };
    return renderChart(monthlyRevenueChart(figures.months, say, formats), size, frame);
  }
  if (figures.levels.every(({ customers }) => customers === 0)) return null;
  const frame = { id: 'value-pyramid', title: say.pyramidTitle, description: say.pyramidDescription };
  const option = valuePyramidChart(figures.levels, figures.curve, language, formats);
  return renderChart(option, size, frame);
}
