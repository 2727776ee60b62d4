import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';

/** How often something is sent while nothing happens, so that nobody between takes the connection for dead. */
export const heartbeatEveryMs = 15_000;

/** A comment, which clients pass over. */
export const heartbeat = ': still here\n\n';

/** Tells the client how long to wait before it asks again; the first thing in a stream. */
export const retryAfter = (ms: number): string => `retry: ${ms}\n\n`;

/** One server-sent event. `id` comes back as `Last-Event-ID` when the client asks again; one line of any text. */
export const serverSentEvent = (id: string, event: string, data: unknown): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The answer that events stream in as they come: no cache keeps them, no proxy collects them. */
export function eventStream(reply: FastifyReply, events: Readable): StreamableFile {
  void reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
  return new StreamableFile(events, { type: 'text/event-stream; charset=utf-8' });
}
