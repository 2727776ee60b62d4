import { describe, expect, it } from '@jest/globals';
import { markupFault, plainOf } from './markup.js';

const body = `## 水泵无法启动

电源**正常**但*水泵*开不起来：

1. 检查热继电器，按 \`复位\` 键；
2. 见[说明书](https://help.example.cn/p-19)。

- 保修期内免费
> 现场停工的按紧急处理


温度 < 60 ℃，3 * 5 = 15`;

describe('plain text', () => {
  it('says the same words without markup', () => {
    expect(plainOf(body, 'beside')).toBe(`水泵无法启动

电源正常但水泵开不起来：

1. 检查热继电器，按 复位 键；
2. 见说明书 https://help.example.cn/p-19 。

· 保修期内免费
现场停工的按紧急处理

温度 < 60 ℃，3 * 5 = 15`);
  });

  it('leaves addresses out where nobody can follow them', () => {
    expect(plainOf('见[说明书](https://help.example.cn/p-19)。', 'left_out')).toBe('见说明书。');
  });

  it('does not tell an address twice', () => {
    expect(plainOf('[https://a.example](https://a.example)', 'beside')).toBe('https://a.example');
  });
});

describe('a body', () => {
  it.each([
    ['点这里 <script>alert(1)</script>', 'html'],
    ['</div>', 'html'],
    ['<!-- 注释 -->', 'html'],
    ['[点](javascript:alert(1))', 'address'],
    ['[点](data:text/html;base64,xx)', 'address'],
    ['[点]()', 'address'],
    ['[点](/relative)', 'address'],
  ] as const)('is refused with %p', (text, fault) => {
    expect(markupFault(text)).toBe(fault);
  });

  it.each(['温度<60℃，压力 <1 MPa', '[电话](tel:4008001234)、[信箱](mailto:a@example.cn)', '数组[0](见附录'])(
    'is taken with %p',
    (text) => {
      expect(markupFault(text)).toBeNull();
    },
  );
});
