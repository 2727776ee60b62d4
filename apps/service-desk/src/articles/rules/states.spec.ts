import { describe, expect, it } from '@jest/globals';
import { allowedFor, articleStates, mayPublish } from './states.js';

describe('an article', () => {
  it.each([
    ['draft', ['edit', 'submit']],
    ['review', ['publish', 'return']],
    ['published', ['edit']],
    ['retired', ['edit']],
  ] as const)('whose newest text is %s allows %p', (state, allowed) => {
    expect(allowedFor({ state, isPublished: false })).toEqual(allowed);
  });

  it('can be retired while one of its texts is published, whatever is written beside it', () => {
    for (const state of articleStates) expect(allowedFor({ state, isPublished: true })).toContain('retire');
  });

  it('cannot be edited while somebody reviews it', () => {
    expect(allowedFor({ state: 'review', isPublished: true })).not.toContain('edit');
  });
});

describe('a text', () => {
  it('is published by somebody who did not write at it', () => {
    expect(mayPublish(['E1', 'E2'], 'E3')).toBe(true);
    expect(mayPublish(['E1', 'E2'], 'E2')).toBe(false);
  });
});
