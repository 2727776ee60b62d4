import { describe, expect, it } from '@jest/globals';
import { isCurrency, mostMinor } from '../src/index.js';

describe('a currency', () => {
  it.each(['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'JPY', 'VND'])('is %s', (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  it.each(['cny', 'XYZ', 'RMB', '', 'CNYY', 156, null])('is not %j', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

it('hundreds of the largest amounts add up to what a number holds exactly', () => {
  expect(900 * mostMinor).toBeLessThan(Number.MAX_SAFE_INTEGER);
  expect(900_000n * BigInt(mostMinor)).toBeLessThan(2n ** 63n);
});
