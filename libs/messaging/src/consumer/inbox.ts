import type { Event } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ReceivedMessage } from '../transport/transport.js';
import { UnreadableEvent } from '../wire.js';

/** How long a consumer remembers what it has seen. */
export const inboxKeptDays = 30;

/** What was seen. The insert decides: reading first would let two handlers run for one message after a rebalance. */
@Injectable()
export class Inbox {
  /** False when this consumer has seen the event. Ids are unique per source only. */
  async insert(tx: Tx, consumer: string, event: Event): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      'INSERT INTO inbox (consumer, source, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
      [consumer, event.source, event.id],
    );
    return rows.length > 0;
  }

  /** A record older than the memory could be a second effect of something forgotten: it becomes a dead letter instead. */
  refuseForgotten(message: ReceivedMessage): void {
    const ageDays = (Date.now() - message.publishedAt.getTime()) / 86_400_000;
    if (ageDays > inboxKeptDays) {
      throw new UnreadableEvent(
        `published ${Math.floor(ageDays)} days ago, longer than the inbox remembers (${inboxKeptDays})`,
      );
    }
  }
}
