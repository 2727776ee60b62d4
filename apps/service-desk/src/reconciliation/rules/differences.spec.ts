import { describe, expect, it } from '@jest/globals';
import { toWorkingTime, weekdays } from '../../calendars/rules/calendar.js';
import { Schedule } from '../../calendars/rules/schedule.js';
import type { Term } from '../../sla/rules/terms.js';
import { differencesOf, type Measures, type StoredCase, type StoredClock } from './differences.js';

const always = new Schedule(
  toWorkingTime(
    {
      weekly: Object.fromEntries(weekdays.map((day) => [day, [['00:00', '24:00'] as const]])),
      holidays: [],
      workingDays: [],
    },
    'Asia/Shanghai',
  ),
);
const never = new Schedule(toWorkingTime({ weekly: {}, holidays: [], workingDays: [] }, 'Asia/Shanghai'));
const target = { seconds: 7_200, calendarId: 'always' };
const policy = {
  rules: [{ name: '所有工单', targets: { resolution: target } }],
  longestWait: { diamond: 3_600, gold: 3_600, silver: 3_600, basic: 3_600 },
  warnings: [],
};
const measures: Measures = { scheduleOf: () => always, policy: () => policy };

/** 2026-06-08 in UTC. */
const at = (time: string): Date => new Date(`2026-06-08T${time}:00Z`);

const term = (seconds: number, from = at('10:00')): Term => ({
  ...{ from, seconds, extra: 0, rule: '所有工单', calendarId: 'always', calendarVersion: 1, longestWait: 3_600 },
  measured: { kind: 'complaint', severity: 'normal', level: null, productId: null },
});

/** From 10:00 on two hours, half of which is told at 11:00. */
const clock = (wish: Partial<StoredClock> = {}): StoredClock => ({
  ...{ id: 'clock', metric: 'resolution', cycle: 1, policyVersion: 1 },
  ...{ startedAt: at('10:00') },
  ...{ terms: [term(7_200)], targetSeconds: 7_200, dueAt: at('12:00') },
  ...{ state: 'running', pausedUntil: null, told: 0, alarm: at('11:00') },
  ...wish,
});
const kase = (clocks: StoredClock[], wish: Partial<StoredCase> = {}): StoredCase => ({
  ...{ id: 'case', state: 'in_progress', isOpen: true, cycle: 1, dueAt: clocks[0]?.dueAt ?? at('12:00') },
  ...{ asOf: at('10:30'), clocks, waits: [] },
  ...wish,
});
const kinds = (one: StoredCase, by = measures): string[] => differencesOf(one, by).map(({ kind }) => kind);

describe('a clock that is stored as it comes out', () => {
  it('differs in nothing, whatever was told of it and however late its timer is', () => {
    expect(kinds(kase([clock()]))).toEqual([]);
    expect(kinds(kase([clock()], { asOf: at('15:00') }))).toEqual([]);
    expect(kinds(kase([clock({ told: 80, alarm: at('12:00') })], { asOf: at('11:59') }))).toEqual([]);
    expect(kinds(kase([clock({ told: 100, alarm: null, state: 'breached_running' })], { asOf: at('12:01') }))).toEqual(
      [],
    );
  });

  it('stands while its case waits, and after the longest wait may or may not have been looked at', () => {
    // Waits since 10:30; at most an hour counts.
    const waits = [{ cycle: 1, from: at('10:30'), to: null }];
    const standing = clock({ state: 'paused', pausedUntil: at('11:30'), dueAt: at('13:00'), alarm: at('12:00') });
    const looked = { ...standing, state: 'running' as const, pausedUntil: null };
    expect(kinds(kase([standing], { waits, asOf: at('11:00') }))).toEqual([]);
    expect(kinds(kase([standing], { waits, asOf: at('11:45') }))).toEqual([]);
    expect(kinds(kase([looked], { waits, asOf: at('11:45') }))).toEqual([]);
    expect(kinds(kase([looked], { waits, asOf: at('11:00') }))).toEqual(['state', 'paused_until']);
  });

  it('is not held up by waiting that began behind its deadline, or in another cycle', () => {
    expect(kinds(kase([clock()], { waits: [{ cycle: 1, from: at('12:30'), to: null }], asOf: at('13:00') }))).toEqual(
      [],
    );
    expect(
      kinds(kase([clock({ cycle: 2 })], { cycle: 2, waits: [{ cycle: 1, from: at('10:30'), to: at('11:00') }] })),
    ).toEqual([]);
  });

  it('of a metric that never stands runs through', () => {
    const first = clock({ id: 'first', metric: 'first_response', terms: [{ ...term(7_200), rule: '' }] });
    const waits = [{ cycle: 1, from: at('10:15'), to: at('10:45') }];
    const resolution = clock({ dueAt: at('12:30'), alarm: at('11:30') });
    expect(kinds(kase([resolution, first], { waits, asOf: at('10:50') }))).toEqual([]);
  });
});

describe('a difference', () => {
  it('names what is stored and what comes out', () => {
    expect(differencesOf(kase([clock({ dueAt: at('12:01') })], { dueAt: at('12:00') }), measures)).toEqual([
      {
        kind: 'due_at',
        caseId: 'case',
        clockId: 'clock',
        metric: 'resolution',
        stored: '2026-06-08T12:01:00.000Z',
        computed: '2026-06-08T12:00:00.000Z',
      },
    ]);
  });

  it('is a breach that was told too early, a deadline that never comes, a term that no rule gives', () => {
    const early = clock({ told: 100, alarm: null, state: 'breached_running' });
    expect(kinds(kase([early], { asOf: at('11:59') }))).toEqual(['state']);
    expect(kinds(kase([clock()]), { ...measures, scheduleOf: () => never })).toEqual(['never_due']);
    expect(kinds(kase([clock({ terms: [{ ...term(7_200), rule: '没有' }] })]))).toEqual(['first_term']);
    expect(kinds(kase([clock({ terms: [{ ...term(7_200), rule: '' }] })]))).toEqual([]);
  });

  it('is a clock that is missing, and one of a case that has ended', () => {
    expect(kinds(kase([]))).toEqual(['clock_missing']);
    expect(kinds(kase([], { state: 'callback_pending' }))).toEqual(['clock_missing']);
    expect(kinds(kase([clock({ state: 'met', alarm: null })], { state: 'callback_pending' }))).toEqual([]);
    expect(kinds(kase([clock({ state: 'met', alarm: null })]))).toEqual(['clock_missing']);
    expect(kinds(kase([clock()], { state: 'closed', isOpen: false }))).toEqual(['clock_of_ended_case']);
  });
});
