import { describe, expect, it } from '@jest/globals';
import { escapeMarkup, toStaticSvg } from './static-svg.js';

const svg = `<svg width="720" height="320" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 320">
<text style="font-size:12px;font-family:sans-serif;" class="zr0-cls-1" ecmeta_series_index="0">收入</text>
<g clip-path="url(#zr3-c0)"></g><defs ><clipPath id="zr3-c0"></clipPath></defs>
<style ><![CDATA[
.zr0-cls-1:hover { cursor:pointer; }
]]></style>
</svg>`;
const still = toStaticSvg(svg, { id: 'trade', title: 'A & B', description: 'both' });

describe('a chart for a page without styles and scripts', () => {
  it('has no style and no trace of hover effects', () => {
    expect(still).not.toMatch(/style|class=|ecmeta|CDATA/);
    expect(still).toContain('<text font-size="12px" font-family="sans-serif">收入</text>');
  });

  it('has ids of its own, so that several fit into one page', () => {
    expect(still).toContain('url(#trade-c0)');
    expect(still).toContain('<clipPath id="trade-c0">');
  });

  it('says what it shows to those who do not see it', () => {
    expect(still).toMatch(/^<svg width="720" height="320" role="img" aria-labelledby="trade-title trade-desc" xmlns/);
    expect(still).toContain('<title id="trade-title">A &#38; B</title><desc id="trade-desc">both</desc>');
  });
});

describe('text between tags', () => {
  it('cannot become markup', () => {
    expect(escapeMarkup(`<b a="1" c='2'>&`)).toBe('&#60;b a=&#34;1&#34; c=&#39;2&#39;&#62;&#38;');
  });
});
