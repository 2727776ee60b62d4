import { describe, expect, it } from '@jest/globals';
import { faultsOf, hasWorkingTime, type WrittenCalendar } from './calendar.js';

const fine: WrittenCalendar = {
  weekly: {
    mon: [
      ['09:00', '12:00'],
      ['12:00', '24:00'],
    ],
    tue: [['09:00', '12:00']],
  },
  holidays: ['2026-10-01'],
  workingDays: [{ date: '2026-10-10', windows: [['09:00', '12:00']] }],
};
const pointersOf = (change: Partial<WrittenCalendar>) => faultsOf({ ...fine, ...change }).map(({ pointer }) => pointer);

describe('a calendar', () => {
  it('may have windows that touch, and windows that go on into the next day, also around the week', () => {
    expect(faultsOf(fine)).toEqual([]);
    expect(
      pointersOf({ weekly: { mon: [['22:00', '06:00']], tue: [['06:00', '08:00']], sun: [['23:00', '22:00']] } }),
    ).toEqual([]);
  });

  it('has no window of no length', () => {
    expect(pointersOf({ weekly: { wed: [['09:00', '09:00']] } })).toEqual(['/weekly/wed/0']);
  });

  it('has no two windows that overlap, on one day or over midnight', () => {
    const mon = [
      ['09:00', '12:00'],
      ['11:59', '13:00'],
    ] as const;
    expect(pointersOf({ weekly: { mon, tue: [['11:00', '13:00']] } })).toEqual(['/weekly/mon/1']);
    expect(pointersOf({ weekly: { mon: [['22:00', '06:00']], tue: [['05:59', '08:00']] } })).toEqual(['/weekly/tue/0']);
    expect(pointersOf({ weekly: { mon: [['05:00', '08:00']], sun: [['22:00', '06:00']] } })).toEqual(['/weekly/sun/0']);
    const windows = [
      ['09:00', '12:00'],
      ['08:00', '09:01'],
    ] as const;
    expect(pointersOf({ workingDays: [{ date: '2026-10-10', windows }] })).toEqual(['/workingDays/0/windows/1']);
  });

  it('names dates that exist, and each make-up day once', () => {
    expect(pointersOf({ holidays: ['2026-02-28', '2026-02-30'] })).toEqual(['/holidays/1']);
    const day = (date: string) => ({ date, windows: [['09:00', '12:00']] as const });
    expect(pointersOf({ workingDays: [day('2026-13-01')] })).toEqual(['/workingDays/0/date']);
    expect(pointersOf({ workingDays: [day('2026-10-10'), day('2026-10-10')] })).toEqual(['/workingDays/1/date']);
  });

  it('has working time with a window of the week or of a make-up day', () => {
    expect(
      hasWorkingTime({ weekly: { mon: null }, holidays: [], workingDays: [{ date: '2026-10-10', windows: [] }] }),
    ).toBe(false);
    expect(hasWorkingTime({ weekly: { mon: [] }, holidays: [], workingDays: fine.workingDays })).toBe(true);
    expect(hasWorkingTime(fine)).toBe(true);
  });
});
