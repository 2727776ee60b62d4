import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { IsMultipliers } from './is-multipliers.js';

class Rule {
  @IsMultipliers()
  multipliers: unknown;
}

const accepts = (multipliers: unknown): boolean =>
  validateSync(Object.assign(new Rule(), { multipliers })).length === 0;

describe('multipliers of categories', () => {
  it('are whole numbers from 0 to 100', () => {
    expect([{}, { coal: 0 }, { 煤炭: 100, 'building-materials': 1 }].every(accepts)).toBe(true);
    expect([{ coal: 1.5 }, { coal: -1 }, { coal: 101 }, { coal: '1' }, { coal: null }, { '': 1 }].some(accepts)).toBe(
      false,
    );
  });

  it('are a map of limited size', () => {
    expect([null, 'coal', 3, ['coal'], undefined].some(accepts)).toBe(false);
    expect(accepts(Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`c${at}`, 1])))).toBe(false);
  });
});
