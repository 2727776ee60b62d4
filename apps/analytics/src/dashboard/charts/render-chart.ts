import type { EChartsOption } from 'echarts';
import { type SvgFrame, toStaticSvg } from '../rules/static-svg.js';

/** Pixels in which the chart is laid out; it scales with the page. */
export interface ChartSize {
  width: number;
  height: number;
}

/** Draws a chart as an SVG that needs no script and no style. The library is loaded with the first chart, not at start. */
export async function renderChart(option: EChartsOption, size: ChartSize, frame: SvgFrame): Promise<string> {
  const { init } = await import('echarts/dist/echarts.esm.min.mjs');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option });
    return toStaticSvg(chart.renderToSVGString(), frame);
  } finally {
    chart.dispose();
  }
}
