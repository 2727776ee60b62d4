import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { IsInstant, isInstant } from './is-instant.js';

class Told {
  @IsInstant({ notAhead: true })
  at: unknown;
  @IsInstant()
  due: unknown;
  @IsInstant({ each: true })
  all: unknown = [];
}

const faultsOf = (at: unknown, due: unknown = '2036-01-05T02:00:00Z'): string[] =>
  validateSync(Object.assign(new Told(), { at, due })).flatMap(({ constraints }) => Object.keys(constraints ?? {}));

describe('an instant', () => {
  it.each(['2026-01-05T02:00:00Z', '2024-02-29T10:00:00.123+08:00'])('is %s', (at) => {
    expect(faultsOf(at)).toEqual([]);
  });

  it.each([
    '2016-12-31T23:59:60Z',
    '2026-02-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '1899-12-31T23:59:59Z',
    '2026-01-05',
    '2026-01-05T02:00:00',
    '',
    null,
    5,
    [],
    {},
  ])('is not %j', (at) => {
    expect(faultsOf(at)).toEqual(['isRfc3339']);
  });

  it('lies before the year 3000', () => {
    expect(faultsOf('2026-01-05T02:00:00Z', '3000-01-01T00:00:00Z')).toEqual(['isRfc3339']);
  });

  it('can be every one of a list', () => {
    const faultsOfAll = (all: unknown): string[] =>
      validateSync(Object.assign(new Told(), { at: '2026-01-05T02:00:00Z', due: '2026-01-05T02:00:00Z', all })).flatMap(
        ({ constraints }) => Object.keys(constraints ?? {}),
      );
    expect(faultsOfAll(['2026-01-05T02:00:00Z', '2024-02-29T10:00:00Z'])).toEqual([]);
    expect(faultsOfAll(['2026-01-05T02:00:00Z', '2026-02-30T10:00:00Z'])).toEqual(['isRfc3339']);
  });

  it('is of a year that a database holds, wherever the place is that it is told of', () => {
    expect(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'].map(isInstant)).toEqual([true, true]);
    expect(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+08:00', '9999-12-31T23:59:59-08:00'].map(isInstant)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('that has been is not ahead by more than clocks differ', () => {
    const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
    expect(faultsOf(inMinutes(4), inMinutes(600))).toEqual([]);
    expect(faultsOf(inMinutes(6))).toEqual(['isNotAhead']);
    expect(faultsOf('2999-01-01T00:00:00Z')).toEqual(['isNotAhead']);
  });
});
