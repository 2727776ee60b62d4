import { describe, expect, it } from '@jest/globals';
import { lorenzCurve, revenueShareOfBest } from './lorenz.js';

describe('the Lorenz curve', () => {
  it('adds up from the best customers on', () => {
    const curve = lorenzCurve([
      { customers: 5, revenueMinor: 80 },
      { customers: 5, revenueMinor: 15 },
      { customers: 10, revenueMinor: 5 },
    ]);
    expect(curve).toEqual([
      { customerShare: 0, revenueShare: 0 },
      { customerShare: 0.25, revenueShare: 0.8 },
      { customerShare: 0.5, revenueShare: 0.95 },
      { customerShare: 1, revenueShare: 1 },
    ]);
    expect(revenueShareOfBest(0.25, curve)).toBeCloseTo(0.8);
    expect(revenueShareOfBest(0.2, curve)).toBeCloseTo(0.64);
    expect(revenueShareOfBest(1, curve)).toBeCloseTo(1);
  });

  it('goes above the whole where the last customers bring a loss', () => {
    const curve = lorenzCurve([
      { customers: 5, revenueMinor: 120 },
      { customers: 5, revenueMinor: -20 },
    ]);
    expect(curve[1]).toEqual({ customerShare: 0.5, revenueShare: 1.2 });
  });

  it('is not drawn without revenue or of a single group', () => {
    expect(lorenzCurve([])).toEqual([]);
    expect(lorenzCurve([{ customers: 8, revenueMinor: 100 }])).toEqual([]);
    expect(
      lorenzCurve([
        { customers: 8, revenueMinor: 0 },
        { customers: 8, revenueMinor: 0 },
      ]),
    ).toEqual([]);
    expect(revenueShareOfBest(0.2, [])).toBeNull();
  });
});
