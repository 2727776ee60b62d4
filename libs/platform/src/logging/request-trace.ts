import { runInTrace, startTrace, type Trace } from '@crm/messaging';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Ties together everything the request sets in motion; undefined before the first hook. */
    trace?: Trace;
  }
}

/** A trace from what the caller sent, or a new one. */
export function traceOf(request: FastifyRequest): Trace {
  return startTrace({
    correlationId: single(request.headers['x-correlation-id']),
    traceparent: single(request.headers.traceparent),
  });
}

/** Runs each request in a trace, and tells the caller its correlation id. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    request.trace = traceOf(request);
    reply.header('x-correlation-id', request.trace.correlationId);
    runInTrace(request.trace, next);
  });
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
