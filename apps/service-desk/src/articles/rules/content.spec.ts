import { describe, expect, it } from '@jest/globals';
import type { ArticleContent } from '../article.js';
import { faultsOf, isSame } from './content.js';

const content: ArticleContent = {
  zh: { title: '水泵无法启动', body: '按复位键。' },
  en: { title: 'The pump does not start', body: 'Press reset.' },
  productId: 'P-19',
  caseKinds: ['repair', 'technical'],
  cause: 'no_start',
  tags: ['水泵', '不转'],
};

describe('what an author wrote', () => {
  it('is the same whatever the order of kinds and tags', () => {
    expect(isSame(content, { ...content, caseKinds: ['technical', 'repair'], tags: ['不转', '水泵'] })).toBe(true);
  });

  it.each([
    [{ zh: { title: '水泵无法启动', body: '按两次复位键。' } }],
    [{ en: null }],
    [{ productId: null }],
    [{ caseKinds: ['repair'] }],
    [{ cause: null }],
    [{ tags: [] }],
  ] as Partial<ArticleContent>[][])('is another one with %j', (change) => {
    expect(isSame(content, { ...content, ...change })).toBe(false);
  });

  it('says where it must not hold what it holds', () => {
    const bad = { zh: { title: '标题', body: '<b>粗</b>' }, en: { title: 'Title', body: '[x](javascript:1)' } };
    expect(faultsOf({ ...content, ...bad }).map(({ pointer }) => pointer)).toEqual(['/zh/body', '/en/body']);
    expect(faultsOf({ ...content, en: null })).toEqual([]);
  });
});
