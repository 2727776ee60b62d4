import { describe, expect, it } from '@jest/globals';
import type { Part } from './pictures.js';
import { summaryOf } from './summary.js';
import type { CountedAs, Known, Tally } from './tallies.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
const part = (kind: Part['kind'], picture: object, day = 1, customerId = 'a'): Part => ({
  kind,
  customerId,
  picture,
  asOf: at(day),
});
const tally = (
  kind: Tally['kind'],
  countedAs: CountedAs,
  count: number,
  day = 1,
  first: string | null = null,
): Tally => ({
  kind,
  countedAs,
  count,
  first,
  asOf: at(day),
});
const known = (parts: Part[], ...tallies: Tally[]): Known => ({ parts, tallies, opportunitySums: [] });
const aCase = (caseId: string, state: string, dueAt: string | null = null, more: object = {}) =>
  part('case', { caseId, state, dueAt, cycle: 1, breachedCycle: 0, ...more });

const noTrend = {
  ...{ direction: null, change: null, recentMean: null, recentAnswers: 0, earlierMean: null, earlierAnswers: 0 },
};

describe('a summary', () => {
  it('of somebody of whom nothing was told is empty, and says so', () => {
    expect(summaryOf(known([]), 'a', at(9))).toEqual({
      cases: { open: [], openCount: 0, closedCount: 0, asOf: null },
      satisfaction: {
        lastNps: null,
        lastCsat: null,
        trend: { nps: noTrend, csat: noTrend },
        responses: 0,
        invitations: 0,
        asOf: null,
      },
      loyalty: { balance: 0, debt: 0, accounts: [], asOf: null },
      interactions: { last: [], lastAt: null, asOf: null },
      followUps: { openCount: 0, overdueCount: 0, nextDueAt: null, asOf: null },
      opportunities: { openCount: 0, stalledCount: 0, amounts: [], nextCloseOn: null, asOf: null },
      value: null,
    });
  });

  it('names the open cases, the most urgent first, and counts the closed ones', () => {
    const { cases } = summaryOf(
      known(
        [
          aCase('late', 'received', '2026-01-09T00:00:00Z'),
          aCase('soon', 'in_progress', '2026-01-02T00:00:00Z', { breachedCycle: 1 }),
          ...Array.from({ length: 20 }, (_, n) => aCase(`then ${n}`, 'waiting', '2026-01-05T00:00:00Z')),
        ],
        tally('case', 'open', 400, 2),
        tally('case', 'closed', 3, 3),
        tally('case', 'merged', 5, 9),
      ),
      'a',
      at(9),
    );
    expect(cases).toMatchObject({ openCount: 400, closedCount: 3, asOf: at(9) });
    expect(cases.open).toHaveLength(20);
    expect(cases.open.slice(0, 2).map(({ caseId, breached }) => [caseId, breached])).toEqual([
      ['soon', true],
      ['then 0', false],
    ]);
  });

  it('calls no case of a new cycle breached because of an old one', () => {
    const { cases } = summaryOf(known([aCase('again', 'reopened', null, { cycle: 2, breachedCycle: 1 })]), 'a', at(9));
    expect(cases.open[0]!.breached).toBe(false);
  });

  it('takes each last score from the newest answer that has it', () => {
    const { satisfaction } = summaryOf(
      known(
        [
          part('response', { nps: 9, csat: 5, answeredAt: '2026-01-01T00:00:00Z' }),
          part('response', { nps: null, csat: 2, answeredAt: '2026-01-03T00:00:00Z' }),
          part('response', { nps: 4, csat: null, answeredAt: '2026-01-02T00:00:00Z' }),
        ],
        tally('response', 'neither', 1, 2),
        tally('response', 'both', 2, 3),
        tally('invitation', 'sent', 5, 1),
      ),
      'a',
      at(9),
    );
    expect(satisfaction).toMatchObject({ lastNps: 4, lastCsat: 2, responses: 3, invitations: 5, asOf: at(3) });
  });

  it('adds up the accounts of all ids', () => {
    const { loyalty } = summaryOf(
      known([
        part('account', { accountId: '1', balance: 100, debt: 0 }, 1, 'a'),
        part('account', { accountId: '2', balance: 20, debt: 5 }, 2, 'b'),
      ]),
      'a',
      at(9),
    );
    expect(loyalty).toMatchObject({ balance: 120, debt: 5, asOf: at(2) });
    expect(loyalty.accounts.map(({ customerId }) => customerId)).toEqual(['a', 'b']);
  });

  it('takes the value of the survivor, else the newest of the others', () => {
    const value = (level: string, day: number, customerId: string) =>
      part('value', { level, reasons: [], figures: null }, day, customerId);
    expect(summaryOf(known([value('basic', 1, 'a'), value('gold', 2, 'b')]), 'a', at(9)).value!.level).toBe('basic');
    expect(summaryOf(known([value('silver', 1, 'c'), value('gold', 2, 'b')]), 'a', at(9)).value!.level).toBe('gold');
  });

  it('names when the first of what is to be done is due, late or not', () => {
    const { followUps, opportunities } = summaryOf(
      known(
        [],
        tally('follow_up', 'open', 3, 1, '2026-01-09T00:00:00.000Z'),
        tally('follow_up', 'overdue', 2, 2, '2026-01-05T00:00:00.000Z'),
        tally('follow_up', 'closed', 9, 3, '2025-01-05T00:00:00.000Z'),
        tally('opportunity', 'stalled', 1, 4),
      ),
      'a',
      at(9),
    );
    expect(followUps).toEqual({ openCount: 5, overdueCount: 2, nextDueAt: '2026-01-05T00:00:00.000Z', asOf: at(3) });
    expect(opportunities).toMatchObject({ openCount: 1, stalledCount: 1, nextCloseOn: null, asOf: at(4) });
  });
});
