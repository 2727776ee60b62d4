import { describe, expect, it } from '@jest/globals';
import { normalisedContact } from './contact.js';

describe('a contact point', () => {
  it.each([
    '0351-7650000',
    '(0351) 765 0000',
    '+86 351 7650000',
    '０３５１－７６５００００',
    '0351 7650000 转 8001',
    '0351-7650000 王经理',
  ])('of a telephone is E.164, however it is written: %s', (written) => {
    expect(normalisedContact('phone', written)).toBe('+863517650000');
  });

  it('keeps the country of a foreign number, and drops an extension', () => {
    expect(normalisedContact('phone', '+1 212 555 0100 ext. 7')).toBe('+12125550100');
    expect(normalisedContact('phone', '13800001390')).toBe('+8613800001390');
  });

  it('of an e-mail is in lower case', () => {
    expect(normalisedContact('email', ' Zhang.Wei@Example.COM ')).toBe('zhang.wei@example.com');
  });

  it('of any other kind is trimmed', () => {
    expect(normalisedContact('wechat', ' wx_Zhang ')).toBe('wx_Zhang');
  });

  it('is refused when it cannot be one', () => {
    expect(normalisedContact('phone', 'anonymous')).toBeNull();
    expect(normalisedContact('phone', '12')).toBeNull();
    expect(normalisedContact('email', 'nobody')).toBeNull();
    expect(normalisedContact('wechat', '  ')).toBeNull();
  });
});
