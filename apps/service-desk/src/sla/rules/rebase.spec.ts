import { describe, expect, it } from '@jest/globals';
import { toWorkingTime, weekdays } from '../../calendars/rules/calendar.js';
import { Schedule } from '../../calendars/rules/schedule.js';
import type { Measured, SlaPolicyContent, SlaRule } from './policy.js';
import { rebase, termsByCalendar, termsByPolicy, withRise } from './rebase.js';
import { bind, type Term } from './terms.js';

const at = (time: string): Date => new Date(`2026-06-${time}Z`);
const hour = 3_600;
const around = new Schedule(
  toWorkingTime(
    { weekly: Object.fromEntries(weekdays.map((day) => [day, [['00:00', '24:00']]])), holidays: [], workingDays: [] },
    'UTC',
  ),
);
const office = new Schedule(
  toWorkingTime(
    { weekly: Object.fromEntries(weekdays.map((day) => [day, [['09:00', '17:00']]])), holidays: [], workingDays: [] },
    'UTC',
  ),
);
const scheduleOf = ({ calendarId }: Pick<Term, 'calendarId'>): Schedule => (calendarId === 'office' ? office : around);
const measured: Measured = { kind: 'complaint', severity: 'normal', level: 'silver', productId: null };
const diamond: Measured = { ...measured, level: 'diamond' };
const term = (wish: Partial<Term> = {}): Term => ({
  ...{ from: at('01T00:00:00'), seconds: 8 * hour, extra: 0, rule: 'all', calendarId: 'always', calendarVersion: 1 },
  ...{ longestWait: 100 * hour, measured },
  ...wish,
});
const now = at('01T00:00:00');
const due = (terms: readonly Term[], waits: { from: Date; to: Date | null }[] = []) =>
  bind(terms, waits, null, scheduleOf, now).evaluation.dueAt;

describe('terms', () => {
  it('bind by the one that ends first: a rise gives from then on what the better level has', () => {
    expect(due([term()])).toEqual(at('01T08:00:00'));
    expect(due([term(), term({ from: at('01T02:00:00'), seconds: 4 * hour })])).toEqual(at('01T06:00:00'));
    expect(due([term(), term({ from: at('01T07:00:00'), seconds: 4 * hour })])).toEqual(at('01T08:00:00'));
  });

  it('are all moved by waiting', () => {
    const waits = [{ from: at('01T03:00:00'), to: at('01T05:00:00') }];
    expect(due([term(), term({ from: at('01T02:00:00'), seconds: 4 * hour })], waits)).toEqual(at('01T08:00:00'));
  });

  it('count each by its own calendar and with its own cap', () => {
    const inOffice = term({ from: at('01T02:00:00'), seconds: hour, calendarId: 'office' });
    expect(due([term({ seconds: 20 * hour }), inOffice])).toEqual(at('01T10:00:00'));
    expect(due([term(), inOffice])).toEqual(at('01T08:00:00'));
    const waits = [{ from: at('01T01:00:00'), to: null }];
    const strict = term({ from: at('01T06:00:00'), longestWait: hour });
    expect(due([term(), strict], waits)).toEqual(at('01T14:00:00'));
  });

  it('get another one by a rise, unless one says as much already', () => {
    const rise = term({ from: at('01T02:00:00'), measured: diamond });
    expect(withRise([term()], rise)).toEqual([term(), rise]);
    expect(withRise([term(), rise], term({ from: at('01T05:00:00'), measured: diamond }))).toBeNull();
    expect(withRise([term(), rise], { ...rise, seconds: hour })).toHaveLength(3);
  });
});

describe('another policy', () => {
  const target = (seconds: number, calendarId = 'always') => ({ resolution: { seconds, calendarId } });
  const policyOf = (...rules: SlaRule[]): SlaPolicyContent => ({
    rules,
    longestWait: { diamond: 1, gold: 2, silver: 3, basic: 4 },
    warnings: [],
  });
  const newestOf = (): number => 7;
  const rise = term({ from: at('01T02:00:00'), seconds: 4 * hour, measured: diamond });

  it('finds each term anew for what the case was then, with what was granted', () => {
    const policy = policyOf(
      { name: 'best', levels: ['diamond'], targets: target(5 * hour) },
      { name: 'new', targets: target(10 * hour, 'office') },
    );
    expect(termsByPolicy(policy, 'resolution', [term({ extra: hour, seconds: 9 * hour }), rise], newestOf)).toEqual([
      term({ seconds: 11 * hour, extra: hour, rule: 'new', calendarId: 'office', calendarVersion: 7, longestWait: 3 }),
      { ...rise, seconds: 5 * hour, rule: 'best', longestWait: 1 },
    ]);
  });

  it('that does not measure it leaves the terms', () => {
    const policy = policyOf({ name: 'new', targets: target(hour) });
    const terms = [term(), rise];
    expect(termsByPolicy(policy, 'acknowledge', terms, newestOf)).toBe(terms);
  });
});

describe('a deadline that came with a merged case', () => {
  const policyOf = (seconds: number, calendarId = 'always'): SlaPolicyContent => ({
    rules: [{ name: 'all', targets: { resolution: { seconds, calendarId } } }],
    longestWait: { diamond: 0, gold: 0, silver: 0, basic: 0 },
    warnings: [],
  });
  const newestOf = (): number => 1;
  const merged = (wish: Partial<Term> = {}): Term => term({ from: at('01T02:00:00'), merged: true, ...wish });

  it('stays as it is whatever a policy gives, however often that changes', () => {
    const joined = merged({ seconds: hour });
    const looser = termsByPolicy(policyOf(80 * hour), 'resolution', [term(), joined], newestOf);
    expect(looser).toEqual([term({ seconds: 80 * hour, longestWait: 0 }), joined]);
    expect(termsByPolicy(policyOf(90 * hour), 'resolution', looser, newestOf)[1]).toBe(joined);
    expect(due(looser)).toEqual(at('01T03:00:00'));
    const terms = [term(), joined];
    expect(termsByPolicy(policyOf(hour), 'acknowledge', terms, newestOf)).toBe(terms);
  });

  it('is kept by every change of the policy, for any terms', () => {
    let seed = 7;
    const upTo = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const instant = (): Date => new Date(now.getTime() + upTo(5 * 24 * hour) * 1_000);
    for (let round = 0; round < 500; round++) {
      const brought = merged({
        from: instant(),
        seconds: 1 + upTo(40 * hour),
        calendarId: upTo(2) ? 'office' : 'always',
      });
      const rise = upTo(2) ? [term({ from: instant(), seconds: 1 + upTo(40 * hour), measured: diamond })] : [];
      const before = [term({ seconds: 1 + upTo(99 * hour) }), ...rise, brought];
      const after = termsByPolicy(
        policyOf(1 + upTo(99 * hour), upTo(2) ? 'office' : 'always'),
        'resolution',
        before,
        newestOf,
      );
      const asOf = new Date(due(before).getTime() - 1_000 * (1 + upTo(hour)));
      const { bound } = rebase(before, after, [], scheduleOf, asOf);
      expect(bound.evaluation.dueAt.getTime()).toBeLessThanOrEqual(due([brought]).getTime());
      expect(bound.evaluation.dueAt.getTime()).toBeGreaterThan(asOf.getTime());
    }
  });

  it('counts by the later version of its calendar, as every term does', () => {
    expect(termsByCalendar([term(), merged()], 'always', 2).map(({ calendarVersion }) => calendarVersion)).toEqual([
      2, 2,
    ]);
  });

  it('is not the time that a change gives from now on, nor what a rise gives', () => {
    const joined = merged({ seconds: 20 * hour });
    const late = rebase([term(), joined], [term({ seconds: hour }), joined], [], scheduleOf, at('01T03:00:00'));
    expect(late.bound.evaluation.dueAt).toEqual(at('01T04:00:00'));
    const rise = term({ from: at('01T05:00:00'), measured: diamond });
    const known = merged({ seconds: hour, measured: diamond });
    expect(withRise([term(), known], rise)).toEqual([term(), known, rise]);
  });
});

describe('a later version of a calendar', () => {
  it('counts for the terms that use it, and takes back no later one', () => {
    const terms = [term(), term({ calendarId: 'office' }), term({ calendarVersion: 3 })];
    expect(termsByCalendar(terms, 'always', 2).map(({ calendarVersion }) => calendarVersion)).toEqual([2, 1, 3]);
  });
});

describe('a change', () => {
  it('counts from the beginning, and makes nobody late', () => {
    const strict = [term({ seconds: 2 * hour })];
    const early = rebase([term()], strict, [], scheduleOf, at('01T01:00:00'));
    expect([early.bound.evaluation.dueAt, early.terms]).toEqual([at('01T02:00:00'), strict]);
    const late = rebase([term()], strict, [], scheduleOf, at('01T03:00:00'));
    expect(late.bound.evaluation.dueAt).toEqual(at('01T05:00:00'));
    expect(rebase([term()], strict, [], scheduleOf, at('01T07:30:00')).bound.evaluation.dueAt).toEqual(
      at('01T08:00:00'),
    );
  });
});
