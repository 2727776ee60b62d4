import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { DeadLetters } from '../consumer/dead-letters.js';
import { deliveryOf, type Effective } from '../consumer/delivery.js';
import { Effects } from '../consumer/effects.js';
import { Inbox } from '../consumer/inbox.js';
import { InboxConsumer } from '../consumer/inbox-consumer.js';
import type { ReceivedMessage } from '../transport/transport.js';
import type { DeadLetter } from './letters.js';

/** Gives a kept message to its consumer again, by the same code and with the same ids as the first time. */
@Injectable()
export class Redelivery {
  constructor(
    private readonly registered: InboxConsumer,
    private readonly inbox: Inbox,
    private readonly deadLetters: DeadLetters,
    private readonly effects: Effects,
  ) {}

  /** Throws whatever keeps the message from its effect. */
  async deliver(tx: Tx, letter: DeadLetter, message: ReceivedMessage | undefined): Promise<void> {
    if (!message) throw new Error('its content was erased');
    const delivery = deliveryOf(message, this.registered.consumers);
    if (delivery.kind === 'unreadable') throw delivery.error;
    if (delivery.kind === 'unwanted') throw new Error(`nobody in this service handles ${delivery.type}`);
    if (letter.aggregateId === null) return this.deliverAfresh(tx, letter, delivery);
    const consumer = delivery.consumers.find(({ name }) => name === letter.consumer);
    if (!consumer) throw new Error(`${letter.consumer} is no consumer of this message, or not any more`);
    // Its inbox row is there since it was kept: that the letter waits is what makes the effect happen once.
    await this.effects.have(tx, consumer, [delivery], letter.createdAt);
  }

  /** What could not be read when it came was kept for nobody in particular; now its consumers are known. */
  private async deliverAfresh(tx: Tx, letter: DeadLetter, delivery: Effective): Promise<void> {
    for (const consumer of delivery.consumers) {
      const fresh = delivery.event ? await this.inbox.insert(tx, consumer.name, [delivery.event]) : [delivery];
      if (fresh.length === 0) continue;
      const blocked = await this.deadLetters.blocked(tx, consumer.name, [delivery]);
      if (blocked.size > 0) throw new Error(`${consumer.name} has earlier dead letters of ${delivery.aggregateId}`);
      await this.effects.have(tx, consumer, [delivery], letter.createdAt);
    }
  }
}
