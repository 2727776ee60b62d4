import { describe, expect, it } from '@jest/globals';
import { faultsOfFile } from './rules/holiday-file.js';
import { publicDays } from './rules/public-days.js';
import { shippedHolidays, shippedYears } from './shipped-holidays.js';

const years = shippedHolidays(shippedYears);
const days = publicDays(years);
const off = (date: string): boolean | undefined => days.get(date)?.isOffDay;

describe('the public holidays that come with the product', () => {
  // The arrangement of a year; its New Year's holiday may begin in December before.
  it.each([
    [2007, 24, 8],
    [2008, 29, 6],
    [2009, 27, 6],
    [2010, 29, 8],
    [2011, 28, 5],
    [2012, 26, 7],
    [2013, 29, 12],
    [2014, 23, 5],
    [2015, 25, 5],
    [2016, 24, 6],
    [2017, 24, 5],
    [2018, 23, 6],
    [2019, 30, 7],
    [2020, 30, 6],
    [2021, 31, 7],
    [2022, 31, 7],
    [2023, 27, 7],
    [2024, 28, 8],
    [2025, 28, 5],
    [2026, 33, 6],
  ])('are known of %i: %i days off, %i make-up days', (year, daysOff, makeUpDays) => {
    const of = years.find((one) => one.year === year)!;
    expect([of.days.filter((day) => day.isOffDay).length, of.days.filter((day) => !day.isOffDay).length]).toEqual([
      daysOff,
      makeUpDays,
    ]);
    expect(faultsOfFile(of)).toEqual([]);
    expect(days.get(`${year}-01-01`)).toMatchObject({ name: '元旦', isOffDay: true });
  });

  it('are of twenty years, and name no day twice', () => {
    expect(shippedYears).toEqual(Array.from({ length: 20 }, (_, at) => 2007 + at));
    expect(years.flatMap((year) => year.days)).toHaveLength(days.size);
  });

  it('have the May week until 2007, and Qingming from 2008 on', () => {
    expect([off('2007-05-07'), off('2007-04-05')]).toEqual([true, undefined]);
    expect([off('2008-05-05'), off('2008-04-04'), off('2008-06-09'), off('2008-09-15')]).toEqual([
      undefined,
      true,
      true,
      true,
    ]);
  });

  it('have the days that were arranged once only', () => {
    // The anniversary of 2015.
    expect([off('2015-09-03'), off('2015-09-06')]).toEqual([true, false]);
    // The Spring Festival of 2020 was extended to 02-02; the first day of work before had been Saturday, 02-01.
    expect([off('2020-01-31'), off('2020-02-01'), off('2020-02-02'), off('2020-02-03')]).toEqual([
      true,
      true,
      true,
      undefined,
    ]);
    // May Day of 2019 became four days in March.
    expect([off('2019-04-28'), off('2019-05-04'), off('2019-05-05')]).toEqual([false, true, false]);
  });

  it('have each New Year with the year that begins, also its days in December', () => {
    const of = (year: number) => years.find((one) => one.year === year)!.days.map(({ date }) => date);
    expect(of(2019).slice(0, 4)).toEqual(['2018-12-29', '2018-12-30', '2018-12-31', '2019-01-01']);
    expect(of(2018).at(-1)).toBe('2018-10-07');
    expect(of(2023)[0]).toBe('2022-12-31');
    expect([off('2018-12-29'), off('2018-12-31'), off('2022-12-31')]).toEqual([false, true, true]);
  });

  it('have 2026 as it was announced', () => {
    const make = years.at(-1)!.days.filter((day) => !day.isOffDay);
    expect(make.map(({ date }) => date)).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
    const runs = ['2026-01-03', '2026-02-15', '2026-02-23', '2026-04-06', '2026-05-05', '2026-06-19', '2026-09-27'];
    expect([...runs, '2026-10-07'].map(off)).toEqual(Array(8).fill(true));
    expect(['2026-02-24', '2026-04-07', '2026-05-06', '2026-10-08'].map(off)).toEqual(Array(4).fill(undefined));
  });
});
