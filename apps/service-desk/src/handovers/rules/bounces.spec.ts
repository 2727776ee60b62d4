import { describe, expect, it } from '@jest/globals';
import { declineBounces, offerBounces } from './bounces.js';

describe('bounces', () => {
  it('are offers that are declined; the second one is decided', () => {
    expect(declineBounces(0, null)).toEqual({ bounce: 1, isDecided: false });
    expect(declineBounces(1, null)).toEqual({ bounce: 2, isDecided: true });
    expect(declineBounces(2, null)).toEqual({ bounce: 3, isDecided: true });
  });

  it('are offers back to who gave it away, once each, also when they are declined', () => {
    expect(offerBounces(0, false)).toEqual({ bounce: null, isDecided: false });
    expect(offerBounces(0, true)).toEqual({ bounce: 1, isDecided: false });
    expect(offerBounces(1, true)).toEqual({ bounce: 2, isDecided: true });
    expect(declineBounces(1, 1)).toEqual({ bounce: 1, isDecided: false });
  });
});
