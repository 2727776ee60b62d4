import { describe, expect, it } from '@jest/globals';
import { Signal } from './signal.js';

async function isWaiting(wait: Promise<void>): Promise<boolean> {
  const next = new Promise<'waiting'>((resolve) => setImmediate(resolve, 'waiting'));
  return (await Promise.race([wait, next])) === 'waiting';
}

describe('a signal', () => {
  it('forgets no call that comes between the look and the wait', async () => {
    const signal = new Signal();
    const mark = signal.mark;
    signal.wakeOne();
    expect(await isWaiting(signal.wait(mark))).toBe(false);
  });

  it('wakes one of those who wait', async () => {
    const signal = new Signal();
    const [first, second] = [signal.wait(signal.mark), signal.wait(signal.mark)];
    signal.wakeOne();
    expect(await isWaiting(first)).toBe(false);
    expect(await isWaiting(second)).toBe(true);
  });

  it('lets nobody wait once it is closed', async () => {
    const signal = new Signal();
    const waiting = signal.wait(signal.mark);
    signal.close();
    expect(await isWaiting(waiting)).toBe(false);
    expect(await isWaiting(signal.wait(signal.mark))).toBe(false);
  });
});
