import { describe, expect, it } from '@jest/globals';
import { spendable, spread } from './spending.js';

const purse = (id: string, available: number, debt = 0, day = 1) => ({
  id,
  available,
  debt,
  openedAt: new Date(Date.UTC(2026, 0, day)),
});

describe('spending points of several accounts', () => {
  it('takes from the oldest account first', () => {
    const purses = [purse('young', 100, 0, 9), purse('old', 30, 0, 2), purse('older', 20, 0, 1)];
    expect(spread(60, purses)).toEqual([
      { id: 'older', points: 20 },
      { id: 'old', points: 30 },
      { id: 'young', points: 10 },
    ]);
  });

  it('leaves accounts out that give nothing', () => {
    expect(spread(5, [purse('empty', 0), purse('full', 5, 0, 2), purse('unneeded', 7, 0, 3)])).toEqual([
      { id: 'full', points: 5 },
    ]);
  });

  it('takes two accounts of one moment in order of id', () => {
    expect(spread(1, [purse('b', 1), purse('a', 1)])).toEqual([{ id: 'a', points: 1 }]);
  });

  it('gives nothing when there is too little', () => {
    expect(spread(11, [purse('a', 4), purse('b', 6)])).toBeNull();
    expect(spread(1, [])).toBeNull();
  });

  it('holds back what another account of the customer owes', () => {
    const purses = [purse('owing', 0, 40), purse('full', 100)];
    expect(spendable(purses)).toBe(60);
    expect(spread(61, purses)).toBeNull();
    expect(spread(60, purses)).toEqual([{ id: 'full', points: 60 }]);
    expect(spendable([purse('owing', 0, 40)])).toBe(0);
  });
});
