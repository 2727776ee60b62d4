import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerUnreadable } from './unreadable-request.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body of this route may take longer than others as long as it comes at least so fast on the whole. */
    leastBytesPerSecond?: number;
  }
}

/** What files may be sent at, from a slow line: half a megabit. A file of 20 MiB takes five minutes then. */
export const slowLine = 64 * 1024;

/** How long the body of any request may take to come in. */
const bodyWithinMs = 120_000;

/** How long whoever was too slow gets to read the answer. */
const answerWithinMs = 2_000;

const paces = new WeakMap<IncomingMessage, number>();

/** Grants a request the pace of its route; once its caller is known, so that no stranger can hold a connection by it. */
export function grantPace({ raw, routeOptions, user }: FastifyRequest): void {
  const pace = routeOptions.config?.leastBytesPerSecond;
  if (pace && user) paces.set(raw, pace);
}

/** Cuts off bodies that come too slowly: Node itself has one bound for all routes. */
export function cutSlowBodies(fastify: FastifyInstance, withinMs = bodyWithinMs): void {
  fastify.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers['content-length'] && !request.headers['transfer-encoding']) return;
    const { socket } = request;
    const [began, readBefore] = [performance.now(), socket.bytesRead];
    const look = (): void => {
      if (request.complete) return;
      const pace = paces.get(request);
      const earnedMs = pace ? ((socket.bytesRead - readBefore) * 1_000) / pace : 0;
      const leftMs = began + withinMs + earnedMs - performance.now();
      if (leftMs <= 0) cutOff(request, response);
      else timer = setTimeout(look, Math.max(leftMs, withinMs / 100)).unref();
    };
    let timer = setTimeout(look, withinMs).unref();
    request.once('close', () => clearTimeout(timer));
  });
}

function cutOff({ socket }: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void socket.destroy();
  answerUnreadable(Object.assign(new Error('body too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  setTimeout(() => socket.destroy(), answerWithinMs).unref();
}
