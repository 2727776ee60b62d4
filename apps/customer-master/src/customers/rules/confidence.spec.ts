import { describe, expect, it } from '@jest/globals';
import { assess } from './confidence.js';
import type { Statement } from './statement.js';
import { deriveGolden } from './survivorship.js';
import { defaultRules } from './trust.js';

const grounds = { rules: defaultRules, now: new Date('2026-06-01T00:00:00Z') };
const daysAgo = (days: number): Date => new Date(grounds.now.getTime() - days * 86_400_000);
let last = 0;
const names = (source: string, text: string, observedAt = grounds.now): Statement => ({
  recordId: `record-${++last}`,
  source,
  sourceId: source,
  observedAt,
  facts: { kind: 'organisation', names: [{ type: 'legal', text }] },
});
const of = (...statements: Statement[]) => assess(deriveGolden(statements, grounds).provenance[0]!, grounds);

describe('how sure a value is', () => {
  it('is the trust in its only source while it is new', () => {
    expect(of(names('erp', '甲'))).toEqual({ confidence: 0.9, freshness: 1 });
    expect(of(names('web', '甲'))).toEqual({ confidence: 0.3, freshness: 1 });
  });

  it('halves with each half-life', () => {
    expect(of(names('erp', '甲', daysAgo(defaultRules.halfLifeDays.names)))).toEqual({
      confidence: 0.45,
      freshness: 0.5,
    });
  });

  it('grows with each source that agrees, and falls with one that does not', () => {
    expect(of(names('erp', '甲'), names('sales', '甲')).confidence).toBe(0.97);
    expect(of(names('erp', '甲'), names('erp', '乙', daysAgo(1))).confidence).toBeCloseTo(0.45, 2);
  });

  it('is wholly sure of a pin, and nearly so of what somebody made sure of today', () => {
    expect(of(names('mdm', '甲'), names('erp', '乙')).confidence).toBe(1);
    const note = { field: '/names/legal', key: '甲', by: 'E1', at: grounds.now.toISOString() };
    const verified: Statement = {
      ...names('mdm', ''),
      facts: { kind: 'organisation', stewardship: { verified: [note] } },
    };
    expect(of(names('web', '甲', daysAgo(4000)), verified)).toEqual({ confidence: 0.95, freshness: 1 });
  });

  it('never leaves 0 to 1', () => {
    const all = Array.from({ length: 20 }, (_, at) => names(`s${at}`, at % 3 ? '甲' : '乙', daysAgo(at * 400)));
    const { confidence } = of(...all);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  });
});
