import { describe, expect, it } from '@jest/globals';
import { remembering } from './remembering.js';

describe('remembering', () => {
  it('works out each answer once, also one that is nothing', () => {
    const asked: string[] = [];
    const length = remembering(10, (text) => {
      asked.push(text);
      return text === '' ? undefined : text.length;
    });
    expect(['ab', '', 'ab', '', 'c'].map(length)).toEqual([2, undefined, 2, undefined, 1]);
    expect(asked).toEqual(['ab', '', 'c']);
  });

  it('keeps no more than so many', () => {
    const asked: string[] = [];
    const same = remembering(2, (text) => {
      asked.push(text);
      return text;
    });
    for (const text of ['a', 'b', 'c', 'a']) same(text);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
