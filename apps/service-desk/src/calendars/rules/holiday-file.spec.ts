import { describe, expect, it } from '@jest/globals';
import { faultsOfFile, type HolidayFile, toPublicYear } from './holiday-file.js';

const off = (date: string, name = '元旦') => ({ date, name, isOffDay: true });
const worked = (date: string, name = '元旦') => ({ date, name, isOffDay: false });
const of2019: HolidayFile = {
  year: 2019,
  papers: ['http://www.gov.cn/zhengce/content/2018-12/06/content_5346276.htm'],
  days: [off('2019-01-01'), worked('2018-12-29'), off('2018-12-30'), off('2018-12-31')],
};
const pointersOf = (change: Partial<HolidayFile>) =>
  faultsOfFile({ ...of2019, ...change }).map(({ pointer }) => pointer);

describe('a holiday file', () => {
  it('may name days of the December before its year and of the January after it', () => {
    expect(faultsOfFile({ ...of2019, days: [...of2019.days, off('2020-01-01')] })).toEqual([]);
  });

  it('names no other days of other years, and none that there is not', () => {
    expect(pointersOf({ days: [off('2019-01-01'), off('2018-11-30'), off('2020-02-01'), off('2019-02-29')] })).toEqual([
      '/days/1/date',
      '/days/2/date',
      '/days/3/date',
    ]);
  });

  it('is not of a year of which it names no day', () => {
    expect(pointersOf({ days: [off('2018-12-31')] })).toEqual(['/year']);
    expect(pointersOf({ year: 2020 })).toContain('/year');
  });

  it('does not name a day with two meanings', () => {
    expect(pointersOf({ days: [off('2019-01-01'), worked('2019-01-01')] })).toEqual(['/days/1/date']);
    expect(pointersOf({ days: [off('2019-01-01'), off('2019-01-01', '春节')] })).toEqual([]);
  });

  it('has windows that make sense, where it has any', () => {
    expect(
      pointersOf({
        windows: [
          ['09:00', '12:00'],
          ['11:00', '13:00'],
        ],
      }),
    ).toEqual(['/windows/1']);
    expect(pointersOf({ windows: [['09:00', '09:00']] })).toEqual(['/windows/0']);
    expect(pointersOf({ windows: null })).toEqual([]);
  });

  it('is kept by date, each once', () => {
    expect(toPublicYear({ ...of2019, days: [...of2019.days, off('2019-01-01', '春节')] })).toEqual({
      year: 2019,
      papers: of2019.papers,
      windows: null,
      days: [worked('2018-12-29'), off('2018-12-30'), off('2018-12-31'), off('2019-01-01')],
    });
  });
});
