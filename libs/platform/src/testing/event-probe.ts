import { definitionOf, type Event, type EventByType, type EventDraft, type EventType, topics } from '@crm/contracts';
import { EmbeddedTransport, fromWire, type ReceivedMessage, toWire } from '@crm/messaging';
import pg from 'pg';
import { v7 as newId } from 'uuid';

/**
 * What a test of one service needs of the others: it publishes their events and sees what the service published, both
 * on the embedded event log.
 */
export class EventProbe {
  private readonly transport: EmbeddedTransport;
  private readonly pool: pg.Pool;

  constructor(eventLogUrl: string) {
    this.transport = new EmbeddedTransport({ databaseUrl: eventLogUrl });
    this.pool = new pg.Pool({ connectionString: eventLogUrl, max: 2 });
  }

  /**
   * Publishes a fact as its service would. `source` defaults to the topic's producer; `id` and `time` to new ones.
   * @returns the event as it went out
   */
  async publish(
    draft: EventDraft,
    about: { source?: string; id?: string; correlationId?: string } = {},
  ): Promise<Event> {
    const definition = definitionOf(draft.type);
    if (!definition) throw new Error(`no such event: ${draft.type}`);
    const carriers = definition.topics;
    const topic = carriers.find((name) => topics[name].producer === about.source) ?? carriers[0]!;
    const event: Event = {
      id: about.id ?? newId(),
      source: about.source ?? topics[topic].producer,
      type: draft.type,
      time: (draft.time ?? new Date()).toISOString(),
      subject: `${definition.thing}/${draft.aggregateId}`,
      dataversion: draft.dataversion,
      customerId: draft.customerId,
      aggregateId: draft.aggregateId,
      aggregateVersion: draft.aggregateVersion,
      correlationId: about.correlationId ?? newId(),
      causationId: null,
      traceparent: null,
      data: draft.data,
    };
    await this.transport.publish([toWire(topic, event)]);
    return event;
  }

  /** Every event of a type on the log, oldest first. */
  async all<T extends EventType>(type: T): Promise<EventByType<T>[]> {
    const { rows } = await this.pool.query<ReceivedMessage>(
      `SELECT topic, partition, "offset"::text, key, value, headers, published_at AS "publishedAt"
       FROM event_log WHERE headers->>'ce_type' = $1 AND value IS NOT NULL ORDER BY published_at, topic, partition, "offset"`,
      [type],
    );
    return rows.map((row) => fromWire(row) as EventByType<T>);
  }

  /** The first event of a type that fits, as soon as it is there. */
  async waitFor<T extends EventType>(
    type: T,
    fits: (event: EventByType<T>) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<EventByType<T>> {
    for (const end = Date.now() + timeoutMs; ;) {
      const found = (await this.all(type)).find(fits);
      if (found) return found;
      if (Date.now() > end) throw new Error(`no fitting ${type} within ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Messages on the topics it reads that the group (a service's name) has not finished. */
  async lag(group: string): Promise<number> {
    const { rows } = await this.pool.query<{ lag: number }>(
      `SELECT coalesce(sum(p.next_offset - c.next), 0) AS lag
       FROM consumer_offset c JOIN event_partition p USING (topic, partition) WHERE c."group" = $1`,
      [group],
    );
    return Number(rows[0]!.lag);
  }

  async stop(): Promise<void> {
    await this.transport.stop();
    await this.pool.end();
  }
}
