import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

describe('waiting for a condition', () => {
  it('returns the first truthy answer', async () => {
    let asked = 0;
    expect(await waitFor(() => (++asked === 3 ? 'third' : undefined), { everyMs: 1 })).toBe('third');
    expect(asked).toBe(3);
  });

  it('takes a throwing condition for "not yet"', async () => {
    let asked = 0;
    const answer = await waitFor(
      async () => {
        if (++asked < 3) throw new Error('too early');
        return asked;
      },
      { everyMs: 1 },
    );
    expect(answer).toBe(3);
  });

  it('says what it waited for, and why the last try failed', async () => {
    const never = waitFor(() => Promise.reject(new Error('no such row')), { timeoutMs: 10, what: 'the shipped order' });
    await expect(never).rejects.toThrow('Waited 10 ms in vain for the shipped order: no such row');
  });
});
