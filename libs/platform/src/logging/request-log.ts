import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JsonLogger } from './json-logger.js';

/** Pattern of the route that answers, `/loyalty/v1/accounts/:id`; never the path itself, which holds ids. */
export const routeOf = (request: FastifyRequest): string =>
  request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');

/** One line per request: no path, no query, no body. Health and metrics only at level debug. */
export function logRequests(fastify: FastifyInstance, logger: JsonLogger): void {
  fastify.addHook('onResponse', (request, reply, next) => {
    const trace = request.trace;
    const fields = {
      ...(trace ? { correlationId: trace.correlationId, traceId: trace.traceparent.split('-')[1] } : {}),
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    logger.write(request.routeOptions.config?.quiet ? 'debug' : 'info', fields, 'request');
    next();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by machines every few seconds: not worth a line in the log. */
    quiet?: boolean;
  }
}
