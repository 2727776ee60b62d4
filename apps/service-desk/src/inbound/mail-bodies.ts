import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { StatusProblem, Unauthenticated } from '@crm/platform/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a mail is sent as. */
export const mailType = 'message/rfc822';

/**
 * Reads mails, up to a size. Who neither has a token nor signs is refused before a byte is kept; what is too large is let
 * run off unread, so that the sender gets to read the answer.
 */
export function readMailBodies(fastify: FastifyInstance, mostBytes: number): void {
  fastify.addContentTypeParser(mailType, async (request: FastifyRequest, payload: IncomingMessage) => {
    const isKnown = request.user !== undefined || request.headers['webhook-signature'] !== undefined;
    if (!isKnown) {
      payload.resume();
      throw request.authenticationError ?? new Unauthenticated('missing');
    }
    return bytesOf(payload, Number(request.headers['content-length'] ?? 0), mostBytes);
  });
}

async function bytesOf(sent: Readable, announced: number, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = announced > most ? announced : 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > most) sent.off('data', take).emit('too-large');
    else chunks.push(chunk);
  };
  if (size <= most) {
    sent.on('data', take);
    await Promise.race([once(sent, 'end'), once(sent, 'too-large')]);
  }
  if (size > most) {
    sent.resume();
    throw new StatusProblem(413);
  }
  return Buffer.concat(chunks);
}
