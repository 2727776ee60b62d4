import { describe, expect, it } from '@jest/globals';
import { subjectFrom } from './message.js';

describe('a message without a subject', () => {
  it('is named by its first words', () => {
    expect(subjectFrom(' 水泵漏油\n昨天装的')).toBe('水泵漏油');
    expect(subjectFrom('😀'.repeat(100))).toBe(`${'😀'.repeat(39)}…`);
  });
});
