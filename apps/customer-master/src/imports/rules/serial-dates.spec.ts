import { describe, expect, it } from '@jest/globals';
import { dateOfSerial, isDateFormat } from './serial-dates.js';

describe('a number that a spreadsheet shows as a date', () => {
  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [29251, '1980-01-31'],
    [46349, '2026-11-23'],
    [46349.5, '2026-11-23T12:00:00'],
  ])('%d is %s where days count from 1900', (serial, date) => {
    expect(dateOfSerial(serial, false)).toBe(date);
  });

  it('counts from 1904 in some workbooks', () => {
    expect(dateOfSerial(0, true)).toBe('1904-01-01');
    expect(dateOfSerial(29251 - 1462, true)).toBe('1980-01-31');
  });

  it('is none for the day that never was, a time of day, and what lies outside of the calendar', () => {
    for (const serial of [60, 0.5, -3, 3_000_000, Number.NaN]) expect(dateOfSerial(serial, false)).toBeUndefined();
  });

  it('is told by its format', () => {
    for (const code of ['yyyy-mm-dd', 'm/d/yy h:mm', '[$-804]yyyy"年"m"月"d"日"', 'dd\\-mmm'])
      expect(isDateFormat(200, code)).toBe(true);
    for (const code of ['0.00', '#,##0 "days"', '[Red]0', 'General', '@']) expect(isDateFormat(200, code)).toBe(false);
    expect([14, 22, 31, 57].every((id) => isDateFormat(id, undefined))).toBe(true);
    expect([0, 1, 9, 49].some((id) => isDateFormat(id, undefined))).toBe(false);
  });
});
