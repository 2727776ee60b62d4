import { definitionOf, type Event, type EventDraft, type Topic, topics } from '@crm/contracts';
import { afterCommit, databaseNow, type Tx } from '@crm/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { faultsOf, textOf } from '../event-schema.js';
import { SERVICE_NAME } from '../messaging.tokens.js';
import { currentTrace, startTrace } from '../trace/trace.js';
import { toWire } from '../wire.js';
import { OutboxNudge } from './outbox-nudge.js';

/** Kafka refuses records of 1 MiB; the rest is room for headers. */
const largestPayloadBytes = 900_000;

/**
 * Events leave with the state change or not at all: `append` writes rows in the caller's transaction, the relay sends
 * them after the commit. Lock or version the aggregate's row before appending: that keeps its events in order.
 */
@Injectable()
export class Outbox {
  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    private readonly nudge: OutboxNudge,
  ) {}

  private readonly notify = (): void => this.nudge.notify();

  /** Appends facts of this service. Throws when one does not fit its schema: a producer's bug must not leave the house. */
  async append(tx: Tx, ...drafts: EventDraft[]): Promise<void> {
    const now = drafts.every((draft) => draft.time) ? undefined : await databaseNow(tx);
    const trace = currentTrace() ?? startTrace({});
    const events = drafts.map((draft): Event => ({
      id: uuidv7(),
      source: this.service,
      type: draft.type,
      time: (draft.time ?? now!).toISOString(),
      subject: `${definitionOf(draft.type)?.thing}/${draft.aggregateId}`,
      dataversion: draft.dataversion,
      customerId: draft.customerId,
      aggregateId: draft.aggregateId,
      aggregateVersion: draft.aggregateVersion,
      correlationId: trace.correlationId,
      causationId: trace.causationId,
      traceparent: trace.traceparent,
      data: draft.data,
    }));
    await this.insert(tx, events);
  }

  /** Passes on an outside system's events under their own ids and sources (HTTP intake). */
  async forward(tx: Tx, events: readonly Event[]): Promise<void> {
    await this.insert(tx, events);
  }

  private async insert(tx: Tx, events: readonly Event[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((event) => {
      const faults = faultsOf(event);
      if (faults.length > 0) throw new Error(`event ${event.type} breaks its contract: ${textOf(faults)}`);
      const topic = this.topicOf(event);
      const { key, value, headers } = toWire(topic, event);
      if (value!.length > largestPayloadBytes) throw new Error(`event ${event.type} is ${value!.length} bytes long`);
      return { id: event.id, topic, key, aggregate_id: event.aggregateId, headers, payload: value!.toString('utf8') };
    });
    await tx.query(
      `INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload)
       SELECT id, topic, key, aggregate_id, headers, payload
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb)
         AS (id text, topic text, key text, aggregate_id text, headers jsonb, payload text)) WITH ORDINALITY
         AS r (id, topic, key, aggregate_id, headers, payload, position)
       ORDER BY position`,
      [JSON.stringify(rows)],
    );
    afterCommit(tx, this.notify);
  }

  private topicOf(event: Event): Topic {
    const carriers = definitionOf(event.type)!.topics;
    const topic = carriers.length === 1 ? carriers[0] : carriers.find((name) => topics[name].producer === this.service);
    if (!topic) throw new Error(`${this.service} has no topic for ${event.type}`);
    return topic;
  }
}
