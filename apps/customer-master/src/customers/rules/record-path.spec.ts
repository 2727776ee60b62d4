import { describe, expect, it } from '@jest/globals';
import { pathOf, type Stay } from './record-path.js';

const stay = (customerId: string, reason: Stay['reason'] = 'unmerged'): Stay => ({ customerId, reason, mergeId: null });
const merged = (mergeId: string, customerId: string): Stay => ({ customerId, reason: 'merged', mergeId });
const told = (stays: Stay[]): string =>
  pathOf(stays)
    .map(({ customerId, mergeId }) => mergeId ?? customerId)
    .join(' ');

describe('the way on which a record is where it is', () => {
  const chain = [stay('A', 'registered'), merged('A>B', 'B'), merged('B>C', 'C')];

  it('is its own customer and the merges since', () => {
    expect(told(chain)).toBe('A A>B B>C');
  });

  it('ends before the merge that is taken back, and leaves those before it', () => {
    expect(told([...chain, stay('B')])).toBe('A A>B');
  });

  it('has nothing of the merges that had followed the one that is taken back', () => {
    expect(told([...chain, stay('A')])).toBe('A');
    expect(told([...chain, stay('A'), merged('A>C', 'C')])).toBe('A A>C');
  });

  it('begins anew where the record became a customer of its own, or came back', () => {
    expect(told([...chain, stay('D')])).toBe('D');
    expect(told([...chain, stay('C', 'attached')])).toBe('C');
  });
});
