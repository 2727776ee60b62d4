import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { DeliveryDecider } from './delivery-decider.js';
import type { Message } from './message.entity.js';
import { MessageRecords } from './message-records.js';
import { Refused } from './providers/message-provider.js';
import { retryPause } from './rules/delivery.js';
import { UndeliverableAddresses } from './undeliverable-addresses.js';

/** Longer than any provider takes: after a crash the message is tried again when this has passed. */
const leaseSeconds = 120;

interface Content {
  address: string;
  subject: string;
  text: string;
}

/** What becomes of messages on their way out. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly records: MessageRecords,
    private readonly decider: DeliveryDecider,
    private readonly undeliverable: UndeliverableAddresses,
  ) {}

  /** A message that is due, for this sender alone; one at a time, since the lease has room for one slow answer. */
  claim(tx: Tx): Promise<Message | null> {
    return this.records.claim(tx, leaseSeconds);
  }

  /**
   * What to send; null when it must not go any more, or not now, which is recorded.
   * @throws Refused when nobody can read it any more
   */
  async contentOf(tx: Tx, message: Message, now: Date): Promise<Content | null> {
    const content = await this.records.open(tx, message);
    if (!content) throw new Refused('the key of the customer was destroyed');
    const standing = await this.decider.review(tx, message, now);
    if ('suppressed' in standing) await this.records.suppress(tx, message.id, standing.suppressed);
    else if (standing.sendAt > now) await this.records.wait(tx, message.id, standing.sendAt);
    else return content;
    return null;
  }

  async sent(tx: Tx, { id }: Message): Promise<void> {
    await this.records.finish(tx, id, 'sent', null);
  }

  /** For good, or until the next try. */
  async failed(tx: Tx, message: Message, error: Error): Promise<void> {
    const pause = error instanceof Refused ? null : retryPause(message.attempts);
    if (pause !== null) return this.records.postpone(tx, message.id, pause, error.message);
    if (error instanceof Refused && error.isDead) await this.comesBack(tx, message, 'hard', new Date());
    await this.records.finish(tx, message.id, 'bounced', error.message);
  }

  /**
   * A provider says later that a message which it took did not arrive. Said again, nothing changes.
   * @throws NotFound for a message that was never sent
   */
  async giveBack(tx: Tx, id: string, kind: 'hard' | 'soft', now: Date): Promise<Message> {
    const message = await this.records.lock(tx, id);
    if (!message || message.channel === null || message.state === 'queued') throw new NotFound();
    if (message.state !== 'sent') return message;
    await this.comesBack(tx, message, kind, now);
    return this.records.giveBack(tx, message, `${kind} bounce`);
  }

  private async comesBack(tx: Tx, message: Message, kind: 'hard' | 'soft', now: Date): Promise<void> {
    const content = await this.records.open(tx, message);
    if (content)
      await this.undeliverable.givenBack(tx, { channel: message.channel!, address: content.address }, kind, now);
  }
}
