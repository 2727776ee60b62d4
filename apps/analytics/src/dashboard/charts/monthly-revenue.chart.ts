import type { EChartsOption } from 'echarts';
import type { MonthFigures } from '../dashboard-figures.service.js';
import type { Formats } from '../rules/formats.js';
import type { Words } from '../words.js';
import { axisText, colours, legendBelow } from './look.js';

/** Revenue as bars, orders as a line over them. A hidden month has neither. */
export function monthlyRevenueChart(months: readonly MonthFigures[], say: Words, formats: Formats): EChartsOption {
  return {
    color: [colours.revenue, colours.orders],
    legend: legendBelow,
    grid: { left: 64, right: 56, top: 36, bottom: 64 },
    xAxis: { type: 'category', data: months.map(({ month }) => month), axisLabel: axisText, axisTick: { show: false } },
    yAxis: [
      {
        type: 'value',
        name: say.revenue,
        nameTextStyle: axisText,
        axisLabel: { ...axisText, formatter: formats.shortMoney },
      },
      {
        type: 'value',
        name: say.orders,
        nameTextStyle: axisText,
        minInterval: 1,
        splitLine: { show: false },
        axisLabel: { ...axisText, formatter: formats.shortCount },
      },
    ],
    series: [
      {
        type: 'bar',
        name: say.revenue,
        silent: true,
        data: months.map((one) => (one.hidden ? null : one.revenueMinor)),
      },
      {
        type: 'line',
        name: say.orders,
        silent: true,
        yAxisIndex: 1,
        symbol: 'circle',
        symbolSize: 6,
        data: months.map((one) => (one.hidden ? null : one.orders)),
      },
    ],
  };
}
