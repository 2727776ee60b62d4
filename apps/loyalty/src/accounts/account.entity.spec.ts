import { describe, expect, it } from '@jest/globals';
import { Account } from './account.entity.js';

const anAccount = (wish: Partial<Account> = {}): Account => {
  const [account] = Account.open('program', 'customer', new Date('2026-01-05T02:00:00Z'), 'account');
  return Object.assign(account, wish);
};
const postings = (...pairs: [string, number][]) =>
  pairs.map(([book, points]) => ({ accountId: 'account', book, points }));

describe('an account', () => {
  it('is told about when it is opened, empty', () => {
    const [account, event] = Account.open('program', 'customer', new Date('2026-01-05T02:00:00Z'), 'account');
    expect(account).toMatchObject({ available: 0, debt: 0, version: 1 });
    expect(event).toMatchObject({ type: 'account.opened', aggregateId: 'account', aggregateVersion: 1 });
  });

  it('repays what it owes before it has points', () => {
    const account = anAccount({ debt: 30 });
    expect(account.credit(20)).toEqual(postings(['debt', 20]));
    expect(account).toMatchObject({ available: 0, debt: 10, version: 2 });
    expect(account.credit(25)).toEqual(postings(['available', 15], ['debt', 10]));
    expect(account).toMatchObject({ available: 15, debt: 0, version: 3 });
  });

  it('owes what is taken back and was spent', () => {
    const account = anAccount({ available: 60 });
    expect(account.takeBack(100)).toEqual(postings(['available', -60], ['debt', -40]));
    expect(account).toMatchObject({ available: 0, debt: 40 });
    expect(account.takeBack(5)).toEqual(postings(['debt', -5]));
  });

  it('does not spend what it has not', () => {
    const account = anAccount({ available: 10 });
    expect(() => account.debit(11)).toThrow(RangeError);
    expect(account.debit(10)).toEqual(postings(['available', -10]));
    expect(account).toMatchObject({ available: 0, version: 2 });
  });
});
