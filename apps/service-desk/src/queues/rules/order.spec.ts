import type { ValueLevel } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { queueFor, rankOf, usualHeadStart } from './order.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 5, 2, minute));
const order = (...cases: [string, number, ValueLevel | null][]): string[] =>
  cases
    .map(([name, minute, level]) => ({ name, rank: rankOf(at(minute), level, usualHeadStart).getTime() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name);

describe('the order of a queue', () => {
  it('puts better levels first among those who came at the same time', () => {
    expect(
      order(['basic', 0, 'basic'], ['gold', 0, 'gold'], ['diamond', 0, 'diamond'], ['silver', 0, 'silver']),
    ).toEqual(['diamond', 'gold', 'silver', 'basic']);
  });

  it('lets a basic customer who waits for more than an hour go before every diamond customer who comes', () => {
    expect(order(['basic', 0, null], ['diamond', 59, 'diamond'])).toEqual(['diamond', 'basic']);
    expect(order(['basic', 0, null], ['diamond', 61, 'diamond'])).toEqual(['basic', 'diamond']);
  });
});

describe('the queue for a case', () => {
  const queue = (id: string, position: number, wish: object = {}) => ({
    ...{ id, position, active: true, kinds: [], levels: [], products: [] },
    ...wish,
  });
  const about = { kind: 'repair', level: null, productId: 'P-7' } as const;

  it('is the first that is for it, by position, then by id', () => {
    const all = [queue('rest', 90), queue('b', 10, { kinds: ['repair'] }), queue('a', 10, { products: ['P-*'] })];
    expect(queueFor(all, about)?.id).toBe('a');
    expect(queueFor(all, { ...about, productId: null })?.id).toBe('b');
    expect(queueFor(all, { kind: 'enquiry', level: 'gold', productId: null })?.id).toBe('rest');
    expect(queueFor([queue('vip', 1, { levels: ['diamond'] })], about)).toBeUndefined();
    expect(queueFor([queue('old', 1, { active: false })], about)).toBeUndefined();
  });
});
