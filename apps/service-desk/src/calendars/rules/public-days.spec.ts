import { describe, expect, it } from '@jest/globals';
import type { Window } from './calendar.js';
import {
  changedDays,
  type FollowingCalendar,
  publicDays,
  type PublicYear,
  replaceYears,
  saySame,
  withPublicDays,
} from './public-days.js';

const officeHours: Window[] = [['09:00', '17:00']];
const off = (date: string) => ({ date, name: '元旦', isOffDay: true });
const worked = (date: string) => ({ date, name: '元旦', isOffDay: false });
const year = (of: number, days: PublicYear['days'], more: Partial<PublicYear> = {}): PublicYear => ({
  year: of,
  papers: [],
  windows: null,
  days,
  ...more,
});
const calendar: FollowingCalendar = {
  weekly: { tue: [], wed: officeHours, fri: [['10:00', '11:00']] },
  holidays: [],
  workingDays: [],
  publicHolidays: 'CN',
  publicYears: [year(2026, [off('2026-01-01'), worked('2026-01-04')])],
};

describe('public days', () => {
  it('are days off, and days that are worked like the first day of the week that is worked', () => {
    expect(withPublicDays(calendar)).toEqual({
      weekly: calendar.weekly,
      holidays: ['2026-01-01'],
      workingDays: [{ date: '2026-01-04', windows: officeHours }],
    });
    expect(withPublicDays({ ...calendar, weekly: {} }).workingDays).toEqual([{ date: '2026-01-04', windows: [] }]);
  });

  it('are worked in windows of their own where their year says so', () => {
    const windows: Window[] = [['09:00', '12:00']];
    const publicYears = [year(2026, [worked('2026-01-04')], { windows })];
    expect(withPublicDays({ ...calendar, publicYears }).workingDays).toEqual([{ date: '2026-01-04', windows }]);
  });

  it('give way to what people wrote by hand, either way', () => {
    const windows: Window[] = [['13:00', '14:00']];
    const byHand = { holidays: ['2026-01-04'], workingDays: [{ date: '2026-01-01', windows }] };
    expect(withPublicDays({ ...calendar, ...byHand })).toEqual({ weekly: calendar.weekly, ...byHand });
  });

  it('do not count in a calendar that follows nobody', () => {
    expect(withPublicDays({ ...calendar, publicHolidays: null })).toMatchObject({ holidays: [], workingDays: [] });
  });

  it('that two years name are as the later one says, in whatever order they came', () => {
    const years = [year(2019, [worked('2018-12-29')]), year(2018, [off('2018-12-29'), off('2018-12-30')])];
    for (const known of [years, [...years].reverse()]) {
      const days = publicDays(known);
      expect([days.get('2018-12-29')?.isOffDay, days.get('2018-12-30')?.isOffDay]).toEqual([false, true]);
    }
  });
});

describe('what an import changes', () => {
  const with2026 = (days: PublicYear['days'], more: Partial<PublicYear> = {}) => ({
    ...calendar,
    publicYears: [year(2026, days, more)],
  });

  it('is told day by day', () => {
    expect(
      changedDays(
        calendar,
        with2026([worked('2026-01-01'), off('2026-01-02'), { ...worked('2026-01-04'), name: 'x' }]),
      ),
    ).toEqual([
      { date: '2026-01-01', name: '元旦', before: 'holiday', after: 'working' },
      { date: '2026-01-02', name: '元旦', before: null, after: 'holiday' },
    ]);
    expect(changedDays(calendar, with2026([off('2026-01-01')]))).toEqual([
      { date: '2026-01-04', name: '元旦', before: 'working', after: null },
    ]);
  });

  it('is also in which windows a make-up day is worked', () => {
    const windows: Window[] = [['09:00', '12:00']];
    expect(changedDays(calendar, with2026([off('2026-01-01'), worked('2026-01-04')], { windows }))).toEqual([
      { date: '2026-01-04', name: '元旦', before: 'working', after: 'working' },
    ]);
  });

  it('is everything where the calendar followed nobody before', () => {
    expect(changedDays({ ...calendar, publicHolidays: null }, calendar)).toHaveLength(2);
  });

  it('is not what the neighbouring year says as well', () => {
    const neighbour = year(2025, [off('2026-01-01')]);
    expect(
      changedDays({ ...calendar, publicYears: [neighbour] }, { ...calendar, publicYears: [neighbour, year(2026, [])] }),
    ).toEqual([]);
  });
});

describe('the years of a calendar', () => {
  const [y2025, y2026] = [year(2025, [off('2025-01-01')]), year(2026, [off('2026-01-01')])];

  it('are replaced one by one, and stay in order', () => {
    const newer = year(2025, [off('2025-01-02')]);
    expect(replaceYears([y2026], [y2025])).toEqual([y2025, y2026]);
    expect(replaceYears([y2025, y2026], [newer])).toEqual([newer, y2026]);
  });

  it('say the same whatever order their fields are kept in, and something else with another name or paper', () => {
    const shuffled = Object.fromEntries(Object.entries(y2026).reverse()) as unknown as PublicYear;
    expect(saySame([y2026], [shuffled])).toBe(true);
    for (const other of [{ papers: ['https://a.b'] }, { windows: officeHours }, { days: [] }]) {
      expect(saySame([y2026], [{ ...y2026, ...other }])).toBe(false);
    }
    expect(saySame([y2026], [{ ...y2026, days: [{ ...off('2026-01-01'), name: 'x' }] }])).toBe(false);
  });
});
