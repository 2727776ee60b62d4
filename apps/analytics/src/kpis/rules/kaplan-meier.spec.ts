import { describe, expect, it } from '@jest/globals';
import { type Duration, quantileOf } from './kaplan-meier.js';

const ended = (...hours: number[]): Duration[] => hours.map((one) => ({ hours: one, ended: true, cases: 1 }));
const open = (...hours: number[]): Duration[] => hours.map((one) => ({ hours: one, ended: false, cases: 1 }));

describe('the time to resolution', () => {
  it('is the plain quantile where every case has ended', () => {
    const ten = ended(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(quantileOf(ten, 0.5)).toBe(5);
    expect(quantileOf(ten, 0.9)).toBe(9);
    expect(quantileOf(ended(7), 0.5)).toBe(7);
  });

  it('is longer with open cases than without them', () => {
    const some = ended(1, 2, 3);
    expect(quantileOf(some, 0.5)).toBe(2);
    expect(quantileOf([...some, ...open(50, 60, 70)], 0.5)).toBe(3);
  });

  it('reproduces the published estimate for remission under 6-MP (Freireich 1963)', () => {
    const remission = [...ended(6, 6, 6, 7, 10, 13, 16, 22, 23), ...open(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)];
    expect(quantileOf(remission, 0.5)).toBe(23);
    // S(7) = 0.807, S(10) = 0.753, S(13) = 0.690
    expect(quantileOf(remission, 0.24)).toBe(10);
    expect(quantileOf(remission, 0.25)).toBe(13);
  });

  it('is not known while too few have ended', () => {
    expect(quantileOf([...ended(1), ...open(2, 3, 4)], 0.5)).toBeNull();
    expect(quantileOf(open(5), 0.5)).toBeNull();
    expect(quantileOf([], 0.5)).toBeNull();
  });

  it('counts a case that ends together with one that goes on as still at risk', () => {
    expect(quantileOf([...ended(5), ...open(5)], 0.5)).toBe(5);
  });

  it('takes cases of equal length together', () => {
    expect(
      quantileOf(
        [
          { hours: 1, ended: true, cases: 9 },
          { hours: 100, ended: true, cases: 1 },
        ],
        0.9,
      ),
    ).toBe(1);
  });
});
