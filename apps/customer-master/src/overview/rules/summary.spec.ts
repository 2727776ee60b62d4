import { describe, expect, it } from '@jest/globals';
import type { Part } from './pictures.js';
import { summaryOf } from './summary.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
const part = (kind: Part['kind'], picture: object, day = 1, customerId = 'a'): Part => ({
  kind,
  customerId,
  picture,
  asOf: at(day),
});
const aCase = (caseId: string, state: string, dueAt: string | null = null, more: object = {}) =>
  part('case', { caseId, state, dueAt, cycle: 1, breachedCycle: 0, ...more });

describe('a summary', () => {
  it('of somebody of whom nothing was told is empty, and says so', () => {
    expect(summaryOf([], 'a')).toEqual({
      cases: { open: [], openCount: 0, closedCount: 0, asOf: null },
      satisfaction: { lastNps: null, lastCsat: null, responses: 0, invitations: 0, asOf: null },
      loyalty: { balance: 0, debt: 0, accounts: [], asOf: null },
      interactions: { last: [], lastAt: null, asOf: null },
      followUps: { openCount: 0, overdueCount: 0, nextDueAt: null, asOf: null },
      opportunities: { openCount: 0, stalledCount: 0, amounts: [], nextCloseOn: null, asOf: null },
      value: null,
    });
  });

  it('names the open cases, the most urgent first, and counts the closed ones', () => {
    const { cases } = summaryOf(
      [
        aCase('late', 'received', '2026-01-09T00:00:00Z'),
        aCase('soon', 'in_progress', '2026-01-02T00:00:00Z', { breachedCycle: 1 }),
        aCase('done', 'closed'),
        aCase('taken back', 'withdrawn'),
        aCase('goes on elsewhere', 'merged'),
      ],
      'a',
    );
    expect(cases).toMatchObject({ openCount: 2, closedCount: 2 });
    expect(cases.open.map(({ caseId, breached }) => [caseId, breached])).toEqual([
      ['soon', true],
      ['late', false],
    ]);
  });

  it('calls no case of a new cycle breached because of an old one', () => {
    const { cases } = summaryOf([aCase('again', 'reopened', null, { cycle: 2, breachedCycle: 1 })], 'a');
    expect(cases.open[0]!.breached).toBe(false);
  });

  it('takes each last score from the newest answer that has it', () => {
    const { satisfaction } = summaryOf(
      [
        part('response', { nps: 9, csat: 5, answeredAt: '2026-01-01T00:00:00Z' }, 1),
        part('response', { nps: null, csat: 2, answeredAt: '2026-01-03T00:00:00Z' }, 3),
        part('response', { nps: 4, csat: null, answeredAt: '2026-01-02T00:00:00Z' }, 2),
        part('invitation', {}, 1),
      ],
      'a',
    );
    expect(satisfaction).toEqual({ lastNps: 4, lastCsat: 2, responses: 3, invitations: 1, asOf: at(3) });
  });

  it('adds up the accounts of all ids', () => {
    const { loyalty } = summaryOf(
      [
        part('account', { accountId: '1', balance: 100, debt: 0 }, 1, 'a'),
        part('account', { accountId: '2', balance: 20, debt: 5 }, 2, 'b'),
      ],
      'a',
    );
    expect(loyalty).toMatchObject({ balance: 120, debt: 5, asOf: at(2) });
    expect(loyalty.accounts.map(({ customerId }) => customerId)).toEqual(['a', 'b']);
  });

  it('takes the value of the survivor, else the newest of the others', () => {
    const value = (level: string, day: number, customerId: string) =>
      part('value', { level, reasons: [], figures: null }, day, customerId);
    expect(summaryOf([value('basic', 1, 'a'), value('gold', 2, 'b')], 'a').value!.level).toBe('basic');
    expect(summaryOf([value('silver', 1, 'c'), value('gold', 2, 'b')], 'a').value!.level).toBe('gold');
  });
});
