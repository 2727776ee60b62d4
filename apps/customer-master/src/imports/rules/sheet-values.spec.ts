import { describe, expect, it } from '@jest/globals';
import { countryOf, dayOf, genderOf, instantOf, kindOf, statusOf } from './sheet-values.js';

describe('what sheets write', () => {
  it.each([
    ['2024-05-01 10:00', '2024-05-01T02:00:00.000Z'],
    ['2024/5/1 9:05:30', '2024-05-01T01:05:30.000Z'],
    ['2024年5月1日', '2024-04-30T16:00:00.000Z'],
    ['2024年5月1日 10:00', '2024-05-01T02:00:00.000Z'],
    ['2024.05.01', '2024-04-30T16:00:00.000Z'],
    ['2024-05-01T10:00:00', '2024-05-01T02:00:00.000Z'],
    ['20240501', '2024-04-30T16:00:00.000Z'],
    ['20240501100000', '2024-05-01T02:00:00.000Z'],
    ['45413.5', '2024-05-01T04:00:00.000Z'],
    ['45413', '2024-04-30T16:00:00.000Z'],
    ['２０２４-０５-０１ １０：００', '2024-05-01T02:00:00.000Z'],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00Z'],
    ['2024-02-30 10:00', '2024-02-30 10:00'],
    ['01/05/2024', '01/05/2024'],
    ['昨天', '昨天'],
    ['7', '7'],
  ])('the moment %s', (text, moment) => {
    expect(instantOf(text, 'Asia/Shanghai')).toBe(moment);
  });

  it('a moment of a zone with summer time', () => {
    expect(instantOf('2024-07-01 12:00', 'Europe/Berlin')).toBe('2024-07-01T10:00:00.000Z');
    expect(instantOf('2024-03-31 03:30', 'Europe/Berlin')).toBe('2024-03-31T01:30:00.000Z');
    expect(instantOf('2024-12-01 12:00', 'Europe/Berlin')).toBe('2024-12-01T11:00:00.000Z');
  });

  it.each([
    ['1980/1/31', '1980-01-31'],
    ['1980年1月31日', '1980-01-31'],
    ['19800131', '1980-01-31'],
    ['29251', '1980-01-31'],
    ['1980-01-31 00:00:00', '1980-01-31'],
    ['1980-02-31', '1980-02-31'],
    ['never', 'never'],
  ])('the day %s', (text, day) => {
    expect(dayOf(text)).toBe(day);
  });

  it('words for what we have', () => {
    expect(['潜在', '目标客户', '现实', '流失', '劣质', 'Active', '好'].map(statusOf)).toEqual([
      'potential',
      'target',
      'active',
      'lost',
      'undesirable',
      'active',
      '好',
    ]);
    expect(
      ['中国', '中华人民共和国', 'cn', 'China', 'P.R.C.', '美国', 'UK', '德国', 'Germany', '香港', '月球'].map(
        countryOf,
      ),
    ).toEqual(['CN', 'CN', 'CN', 'CN', 'CN', 'US', 'GB', 'DE', 'DE', 'HK', '月球']);
    expect([kindOf('企业'), kindOf('Individual'), genderOf('男'), genderOf('F')]).toEqual([
      'organisation',
      'person',
      'male',
      'female',
    ]);
  });
});
