import type { EChartsOption } from 'echarts';
import type { LorenzPoint } from '../../value/rules/lorenz.js';
import { levelLabels } from '../../value/rules/texts.js';
import type { LevelFigures } from '../dashboard-figures.service.js';
import type { Formats } from '../rules/formats.js';
import type { Language } from '@crm/platform/problem';
import { words } from '../words.js';
import { axisText, colours, legendBelow } from './look.js';

/** Left: each level's part of customers and revenue, best on top. Right: the measured curve against an even spread. */
export function valuePyramidChart(
  levels: readonly LevelFigures[],
  curve: readonly LorenzPoint[],
  language: Language,
  formats: Formats,
): EChartsOption {
  const say = words[language];
  const [customers, revenue] = sharesOf(levels);
  const percentAxis = { type: 'value' as const, axisLabel: { ...axisText, formatter: formats.percent } };
  const label = {
    show: true,
    position: 'right' as const,
    ...axisText,
    formatter: ({ value }: { value: unknown }) => percentOf(value, formats),
  };
  const heading = { ...axisText, fontWeight: 'bold' as const, fontSize: 13 };
  return {
    color: [colours.customers, colours.revenue, colours.even, colours.curve],
    title: [
      { text: say.shareTitle, left: 0, top: 0, textStyle: heading },
      { text: say.curveTitle, left: '54%', top: 0, textStyle: heading },
    ],
    legend: legendBelow,
    grid: [
      { left: 76, right: '54%', top: 56, bottom: 80 },
      { left: '58%', right: 24, top: 56, bottom: 80 },
    ],
    xAxis: [
      {
        ...percentAxis,
        gridIndex: 0,
        max: 1.15,
        interval: 0.25,
        axisLabel: { ...percentAxis.axisLabel, showMaxLabel: false },
      },
      {
        ...percentAxis,
        gridIndex: 1,
        min: 0,
        max: 1,
        name: say.customersSoFar,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: axisText,
      },
    ],
    yAxis: [
      {
        type: 'category',
        gridIndex: 0,
        inverse: true,
        data: levels.map(({ level }) => levelLabels[level][language]),
        axisLabel: axisText,
        axisTick: { show: false },
      },
      { ...percentAxis, gridIndex: 1, min: 0, name: say.revenueSoFar, nameTextStyle: { ...axisText, align: 'left' } },
    ],
    series: [
      { type: 'bar', name: say.customerShare, silent: true, data: customers, label: label as never },
      { type: 'bar', name: say.revenueShare, silent: true, data: revenue, label: label as never },
      {
        type: 'line',
        name: say.equal,
        silent: true,
        xAxisIndex: 1,
        yAxisIndex: 1,
        symbol: 'none',
        lineStyle: { type: 'dashed' },
        data:
          curve.length > 0
            ? [
                [0, 0],
                [1, 1],
              ]
            : [],
      },
      {
        type: 'line',
        name: say.measured,
        silent: true,
        xAxisIndex: 1,
        yAxisIndex: 1,
        symbol: 'none',
        data: curve.map((point) => [point.customerShare, point.revenueShare]),
      },
    ],
  };
}

/** Parts of the whole, which counts the hidden levels too; null for a hidden level or where there is no whole. */
function sharesOf(levels: readonly LevelFigures[]): [(number | null)[], (number | null)[]] {
  const shares = (of: (one: LevelFigures) => number): (number | null)[] => {
    const whole = levels.reduce((sum, one) => sum + of(one), 0);
    return levels.map((one) => (one.hidden || whole <= 0 ? null : of(one) / whole));
  };
  return [shares(({ customers }) => customers), shares(({ revenueMinor }) => revenueMinor)];
}

const percentOf = (value: unknown, formats: Formats): string =>
  typeof value === 'number' ? formats.percent(value) : '';
