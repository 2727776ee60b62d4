import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** What ties together everything that one request set in motion, across HTTP, outbox, event and handler. */
export interface Trace {
  correlationId: string;
  /** The id of the event being handled; null in an HTTP request. */
  causationId: string | null;
  /** W3C trace context of the current span. */
  traceparent: string;
}

const storage = new AsyncLocalStorage<Trace>();
const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Runs `work` under a trace; logs and outbox rows inside take their ids from it. */
export const runInTrace = <Result>(trace: Trace, work: () => Result): Result => storage.run(trace, work);

/** The trace of the running request or event; undefined outside both. */
export const currentTrace = (): Trace | undefined => storage.getStore();

/** A new trace, or the continuation of what the caller sent (invalid values are replaced, not trusted). */
export function startTrace(from: {
  correlationId?: string | undefined;
  causationId?: string | null | undefined;
  traceparent?: string | null | undefined;
}): Trace {
  return {
    correlationId: from.correlationId && /^[\w.:-]{1,100}$/.test(from.correlationId) ? from.correlationId : uuidv7(),
    causationId: from.causationId ?? null,
    traceparent: childSpan(from.traceparent),
  };
}

/** A new span below the given one; a new trace where there is none. */
function childSpan(parent: string | null | undefined): string {
  const span = randomBytes(8).toString('hex');
  const match = parent ? traceparentPattern.exec(parent) : null;
  return match ? `00-${match[1]}-${span}-${match[3]}` : `00-${randomBytes(16).toString('hex')}-${span}-01`;
}
