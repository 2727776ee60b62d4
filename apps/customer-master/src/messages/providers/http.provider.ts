import type { MessageChannel } from '@crm/contracts';
import { MessageProvider, type OutgoingMessage, Refused } from './message-provider.js';

const timeoutMs = 20_000;

/**
 * Hands text messages and WeChat messages to a gateway of the firm's own by HTTP: one JSON object per message, the
 * message's id as `Idempotency-Key`, so that a repetition goes out once. 2xx: taken; 408, 425, 429 and 5xx: later; any
 * other 4xx: refused for good.
 */
export class HttpProvider extends MessageProvider {
  readonly channels: readonly MessageChannel[] = ['sms', 'wechat'];

  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
  ) {
    super();
  }

  async send({ id, channel, address, subject, text }: OutgoingMessage): Promise<void> {
    const response = await fetch(this.url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': id,
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ id, channel, to: address, subject, text }),
    }).catch(() => {
      // What fetch says may repeat what was sent.
      throw new Error('the gateway could not be reached');
    });
    await response.body?.cancel();
    if (response.ok) return;
    const isForLater = response.status >= 500 || [408, 425, 429].includes(response.status);
    if (isForLater) throw new Error(`the gateway answered ${response.status}`);
    throw new Refused(`the gateway answered ${response.status}`, response.status === 410);
  }
}
