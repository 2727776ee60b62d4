import { describe, expect, it } from '@jest/globals';
import { preferredLanguage } from './language.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.5, zh;q=0.4', 'en'],
    ['fr, de;q=0.8', 'zh'],
    ['fr, en;q=0.1', 'en'],
    ['en;q=0', 'zh'],
    ['*', 'zh'],
    ['en;q=nonsense', 'zh'],
    [',;;=,'.repeat(1000), 'zh'],
  ])('for Accept-Language %p is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});
