import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as the receiver got it. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: string; type: string; aggregateid: string; aggregateversion: number; data: Record<string, unknown> };
  at: number;
}

/** How the receiver answers. */
export type Answers = (response: ServerResponse, message: Received, count: number) => void;

export interface Receiver {
  url: string;
  received: Received[];
  /** From now on. */
  answer(answers: Answers): void;
  close(): Promise<void>;
}

/** A program outside, which takes everything until it is told otherwise. */
export async function startReceiver(first: Answers = (response) => response.writeHead(204).end()): Promise<Receiver> {
  let answers = first;
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const event = body === '' ? {} : (JSON.parse(body) as Received['event']);
      const message = { headers: request.headers, body, event: event as Received['event'], at: Date.now() };
      received.push(message);
      answers(response, message, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer: (other) => (answers = other),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The signatures that a receiver computes for itself, by the words of the standard alone. */
export const expectedSignature = (secret: string, { headers, body }: Received): string => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`;
};

export const answerWith =
  (status: number, headers: Record<string, string> = {}): Answers =>
  (response) =>
    response.writeHead(status, headers).end('words');
