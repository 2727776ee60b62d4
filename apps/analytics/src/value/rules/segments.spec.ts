import { describe, expect, it } from '@jest/globals';
import { segmentOf, segments } from './segments.js';

const fifths = [1, 2, 3, 4, 5];
const of = (code: string) => {
  const [recency, frequency, monetary] = [...code].map(Number) as [number, number, number];
  return segmentOf({ recency, frequency, monetary, margin: null });
};

describe('segments', () => {
  it.each([
    ['000', 'never'],
    ['555', 'champions'],
    ['353', 'loyal'],
    ['335', 'big_spenders'],
    ['511', 'new'],
    ['533', 'promising'],
    ['322', 'needs_attention'],
    ['155', 'cannot_lose'],
    ['231', 'at_risk'],
    ['211', 'hibernating'],
    ['111', 'lost'],
  ])('name %s %s', (code, segment) => {
    expect(of(code)).toBe(segment);
  });

  it('leave no combination without a name and no name without a combination', () => {
    const codes = fifths.flatMap((r) => fifths.flatMap((f) => fifths.map((m) => `${r}${f}${m}`)));
    expect(new Set(['000', ...codes].map(of))).toEqual(new Set(segments));
  });
});
