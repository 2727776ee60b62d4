import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { signedHeaders } from '@crm/platform/signatures';
import { Injectable } from '@nestjs/common';
import { type Attempt, retryAfterSeconds } from './rules/attempts.js';
import { AddressRefused, WebhookTargets } from './webhook-targets.js';

/** So long a receiver may take, from looking up its name to the status of its answer. */
export const timeoutMs = 10_000;
/** What an answer says is of no use; so much of it is read, that a receiver is not cut off in mid-sentence. */
const mostBytesRead = 16_384;

/** One POST, and what it is signed with. */
export interface Posting {
  url: string;
  /** The same on every try, so that the receiver can drop what it has. */
  messageId: string;
  body: string;
  secrets: readonly Buffer[];
}

/** Sends webhooks: to the address that was checked, and to no other that an answer names. */
@Injectable()
export class WebhookClient {
  constructor(private readonly targets: WebhookTargets) {}

  /** Never rejects. */
  async post({ url, messageId, body, secrets }: Posting): Promise<Attempt> {
    if (this.targets.fault(url)) return unanswered('target_refused');
    const bytes = Buffer.from(body);
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'content-length': bytes.length,
      'user-agent': 'OneCustomer-Webhooks/1',
      ...signedHeaders(messageId, bytes, secrets, new Date()),
    };
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(timeoutMs);
      // No agent: a connection that is kept would be one to an address of an earlier look-up.
      const request = send(url, { method: 'POST', headers, lookup: this.targets.lookup, agent: false, signal });
      request.on('error', (error) => {
        if (error instanceof AddressRefused) return resolve(unanswered('target_refused'));
        resolve(unanswered(signal.aborted ? 'timeout' : 'unreachable'));
      });
      // An upgrade (101) ends without an answer and without an error.
      request.on('close', () => resolve(unanswered('unreachable')));
      request.on('response', (response) => {
        let read = 0;
        response.on('error', () => undefined);
        response.on('data', (some: Buffer) => {
          if ((read += some.length) > mostBytesRead) response.destroy();
        });
        const wished = retryAfterSeconds(response.headers['retry-after'], new Date());
        resolve({ status: response.statusCode!, failure: null, retryAfterSeconds: wished });
      });
      request.end(bytes);
    });
  }
}

const unanswered = (failure: NonNullable<Attempt['failure']>): Attempt => ({
  status: null,
  failure,
  retryAfterSeconds: null,
});
