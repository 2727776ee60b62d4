import { describe, expect, it } from '@jest/globals';
import { currentTrace, runInTrace, startTrace } from './trace.js';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a trace', () => {
  it('goes on with the trace id of its parent, in a span of its own', () => {
    const { traceparent } = startTrace({ traceparent: parent });
    expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(traceparent).not.toBe(parent);
  });

  it.each([undefined, null, '', 'nonsense', `${parent}-more`])('begins anew where the parent is %j', (given) => {
    expect(startTrace({ traceparent: given }).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('takes over a correlation id that is harmless, and no other', () => {
    expect(startTrace({ correlationId: 'order-4711' }).correlationId).toBe('order-4711');
    for (const bad of ['two words', 'line\nbreak', 'x'.repeat(101), '']) {
      expect(startTrace({ correlationId: bad }).correlationId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('is known to everything that runs inside, and to nothing outside', async () => {
    const trace = startTrace({});
    await runInTrace(trace, async () => {
      await Promise.resolve();
      expect(currentTrace()).toBe(trace);
    });
    expect(currentTrace()).toBeUndefined();
  });
});
