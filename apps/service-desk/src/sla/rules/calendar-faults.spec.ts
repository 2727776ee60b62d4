import { describe, expect, it } from '@jest/globals';
import { faultsOf, type WrittenCalendar } from './calendar-faults.js';

const fine: WrittenCalendar = {
  weekly: [
    { weekday: 1, from: '09:00', to: '12:00' },
    { weekday: 1, from: '12:00', to: '24:00' },
    { weekday: 2, from: '09:00', to: '12:00' },
  ],
  holidays: ['2026-10-01'],
  workingDays: [{ date: '2026-10-10', from: '09:00', to: '12:00' }],
};
const pointersOf = (change: Partial<WrittenCalendar>) => faultsOf({ ...fine, ...change }).map((fault) => fault.pointer);

describe('a calendar', () => {
  it('may have windows that touch', () => {
    expect(faultsOf(fine)).toEqual([]);
  });

  it('needs working time', () => {
    expect(pointersOf({ weekly: [] })).toEqual(['/weekly']);
  });

  it('has no window that ends before it begins, and none of no length', () => {
    expect(pointersOf({ weekly: [{ weekday: 3, from: '18:00', to: '09:00' }] })).toEqual(['/weekly/0']);
    expect(pointersOf({ weekly: [{ weekday: 3, from: '09:00', to: '09:00' }] })).toEqual(['/weekly/0']);
  });

  it('has no two windows of one day that overlap', () => {
    const weekly = [
      { weekday: 1, from: '09:00', to: '12:00' },
      { weekday: 2, from: '11:00', to: '13:00' },
      { weekday: 1, from: '11:59', to: '13:00' },
    ];
    expect(pointersOf({ weekly })).toEqual(['/weekly/2']);
    const date = '2026-10-10';
    expect(
      pointersOf({
        workingDays: [
          { date, from: '09:00', to: '12:00' },
          { date, from: '08:00', to: '09:01' },
        ],
      }),
    ).toEqual(['/workingDays/1']);
  });

  it('names dates that exist', () => {
    expect(pointersOf({ holidays: ['2026-02-28', '2026-02-30'] })).toEqual(['/holidays/1']);
    expect(pointersOf({ workingDays: [{ date: '2026-13-01', from: '09:00', to: '12:00' }] })).toEqual([
      '/workingDays/0/date',
    ]);
  });
});
