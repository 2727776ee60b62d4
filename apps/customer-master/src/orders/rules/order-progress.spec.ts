import { describe, expect, it } from '@jest/globals';
import type { OrderFact } from '@crm/contracts';
import { afterFact, isPurchase, nothingKnown, type OrderProgress, stateOf } from './order-progress.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
const line = (amountMinor: number, lineId = '1') => ({ lineId, productId: 'P-7', quantity: 1, amountMinor });
const whole = [line(700), line(300, '2')];

const told = (...facts: [OrderFact, number, ReturnType<typeof line>[]?][]): OrderProgress =>
  facts.reduce((order, [fact, day, lines = whole]) => afterFact(order, fact, lines, at(day)), nothingKnown);

describe('an order', () => {
  it('goes from placed to delivered', () => {
    const facts: [OrderFact, number][] = [
      ['placed', 1],
      ['paid', 2],
      ['shipped', 3],
      ['delivered', 4],
    ];
    expect(facts.map((_, at) => stateOf(told(...facts.slice(0, at + 1))))).toEqual([
      'placed',
      'paid',
      'shipped',
      'delivered',
    ]);
  });

  it('is the same in whatever order its facts are told', () => {
    const facts: [OrderFact, number, ReturnType<typeof line>[]?][] = [
      ['placed', 1],
      ['paid', 2],
      ['delivered', 4],
      ['returned', 5, [line(300, '2')]],
    ];
    const inOrder = told(...facts);
    expect(told(...[...facts].reverse())).toEqual(inOrder);
    expect(told(facts[2]!, facts[0]!, facts[3]!, facts[1]!)).toEqual(inOrder);
    expect(stateOf(inOrder)).toBe('partly_returned');
    expect(inOrder).toMatchObject({ amountMinor: 1000, returnedMinor: 300, paidAt: at(2) });
  });

  it('is returned when all of its amount was given back, in one piece or several', () => {
    const once = told(['paid', 2], ['returned', 5, [line(300, '2')]]);
    expect(stateOf(once)).toBe('partly_returned');
    expect(stateOf(afterFact(once, 'returned', [line(700)], at(6)))).toBe('returned');
  });

  it('is returned as far as one knows while only its return was told', () => {
    const order = told(['returned', 5, [line(300)]]);
    expect(stateOf(order)).toBe('returned');
    expect(stateOf(afterFact(order, 'paid', whole, at(2)))).toBe('partly_returned');
  });

  it('stays cancelled when its delivery is told afterwards', () => {
    expect(stateOf(told(['placed', 1], ['cancelled', 2], ['shipped', 3]))).toBe('cancelled');
  });

  it('is a purchase when it is paid, until it is cancelled or all of it is returned', () => {
    expect(isPurchase(told(['placed', 1], ['shipped', 2]))).toBe(false);
    expect(isPurchase(told(['paid', 2], ['returned', 5, [line(300)]]))).toBe(true);
    expect(isPurchase(told(['paid', 2], ['returned', 5]))).toBe(false);
    expect(isPurchase(told(['cancelled', 3], ['paid', 2]))).toBe(false);
  });

  it('keeps the lines that were told last, and the first time of a fact that is told twice', () => {
    const order = told(['paid', 3, [line(500)]], ['placed', 1], ['paid', 2]);
    expect(order).toMatchObject({ amountMinor: 500, linesAt: at(3), paidAt: at(2) });
  });
});
