import type { AnyEvent } from '@crm/contracts';
import { Forward } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { DeliveriesRepository } from './deliveries.repository.js';
import { isSubscribed, subscribableTypes } from './rules/event-types.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** As long as nobody subscribes, and for types that nobody wants, events cost no row. */
async function wantedTypes(tx: Tx): Promise<(type: string) => boolean> {
  const [row] = await tx.query<{ types: string[] }[]>(
    `SELECT ARRAY(SELECT DISTINCT unnest(event_types) FROM webhook WHERE active) AS types`,
  );
  return (type) => isSubscribed(row!.types, type);
}

/** What the services tell, put into the queue of every webhook that wants it. What is older is history that was imported. */
@Controller()
export class WebhookEventsConsumer {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  @Forward(subscribableTypes, { name: 'webhooks', withinDays: 30, wantedTypes })
  async forward(tx: Tx, events: readonly AnyEvent[]): Promise<void> {
    const active = await this.webhooks.active(tx);
    const wanted = events.flatMap((event) =>
      active
        .filter(({ eventTypes }) => isSubscribed(eventTypes, event.type))
        .map(({ id: webhookId }) => ({ webhookId, event })),
    );
    await this.deliveries.add(tx, wanted);
  }
}
