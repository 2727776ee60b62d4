import { createHash } from 'node:crypto';
import { definitionOf, type Event } from '@crm/contracts';
import { currentTrace, faultsOf, Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { EventsRefused } from './intake.errors.js';
import { aggregateOf, type CloudEvent, type Fault, readCloudEvent } from './rules/cloud-event.js';

export interface IntakeResult {
  id: string;
  status: 'accepted' | 'duplicate' | 'rejected';
  errors: Fault[];
}

interface Candidate {
  event: CloudEvent;
  faults: Fault[];
  hash: string;
}

/** Outside systems may tell facts of theirs, and nothing of ours. */
const isOutside = (type: string): boolean => /^(erp|oa)\./.test(type) && definitionOf(type) !== undefined;

/**
 * Takes the events of an ERP or OA that has no Kafka and puts them on the same topics on which it would have written
 * them itself: from there on there is one way for both.
 */
@Injectable()
export class IntakeService {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Takes what is valid and new; results are in the order of the events.
   * @throws EventsRefused when every event is invalid
   */
  async take(tx: Tx, sent: readonly unknown[]): Promise<IntakeResult[]> {
    const candidates = sent.map(read);
    const known = await this.remember(
      tx,
      candidates.filter(({ faults }) => faults.length === 0),
    );
    const results: IntakeResult[] = [];
    const accepted: Event[] = [];
    const seen = new Map<string, string>();
    for (const { event, faults, hash } of candidates) {
      const key = `${event.source}\u0000${event.id}`;
      const before = seen.get(key) ?? known.get(key);
      if (faults.length > 0) {
        results.push({ id: event.id, status: 'rejected', errors: faults });
      } else if (before !== undefined && before !== hash) {
        const errors = [{ pointer: '/id', message: 'was used for another event of this source' }];
        results.push({ id: event.id, status: 'rejected', errors });
      } else if (before !== undefined) {
        results.push({ id: event.id, status: 'duplicate', errors: [] });
      } else {
        seen.set(key, hash);
        accepted.push(toEvent(event));
        results.push({ id: event.id, status: 'accepted', errors: [] });
      }
    }
    if (results.every(({ status }) => status === 'rejected')) throw new EventsRefused(results);
    await this.outbox.forward(tx, accepted);
    return results;
  }

  /** Remembers the events that are new; returns the content hash of those that were known, by source and id. */
  private async remember(tx: Tx, candidates: readonly Candidate[]): Promise<Map<string, string>> {
    const first = new Map(
      [...candidates].reverse().map(({ event, hash }) => {
        const row = { source: event.source, id: event.id, hash };
        return [`${row.source}\u0000${row.id}`, row] as const;
      }),
    );
    // Sorted, so that two requests with the same events wait for each other instead of deadlocking.
    const rows = [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const inserted = await tx.query<{ source: string; event_id: string }[]>(
      `INSERT INTO intake_event (source, event_id, content_hash)
       SELECT source, id, hash FROM jsonb_to_recordset($1::jsonb) AS r (source text, id text, hash text)
       ON CONFLICT DO NOTHING RETURNING source, event_id`,
      [JSON.stringify(rows)],
    );
    const fresh = new Set(inserted.map((row) => `${row.source}\u0000${row.event_id}`));
    const known = await tx.query<{ source: string; event_id: string; content_hash: string }[]>(
      `SELECT source, event_id, content_hash FROM intake_event
       JOIN jsonb_to_recordset($1::jsonb) AS r (source text, id text) USING (source) WHERE event_id = r.id`,
      [JSON.stringify(rows)],
    );
    return new Map(
      known
        .map((row) => [`${row.source}\u0000${row.event_id}`, row.content_hash] as const)
        .filter(([key]) => !fresh.has(key)),
    );
  }
}

function read(value: unknown): Candidate {
  const { event, faults } = readCloudEvent(value);
  if (event.type && !isOutside(event.type))
    faults.push({ pointer: '/type', message: `unknown event type ${event.type}` });
  else if (faults.length === 0) {
    faults.push(...faultsOf(event).map((fault) => ({ pointer: `/data${fault.pointer}`, message: fault.message })));
  }
  const content = JSON.stringify([event.type, event.time, event.dataversion, event.data]);
  return { event, faults, hash: createHash('sha256').update(content).digest('base64url') };
}

function toEvent(sent: CloudEvent): Event {
  const aggregateId = aggregateOf(sent);
  const trace = currentTrace();
  return {
    id: sent.id,
    source: sent.source,
    type: sent.type,
    time: new Date(sent.time).toISOString(),
    subject: sent.subject ?? `${definitionOf(sent.type)!.thing}/${aggregateId}`,
    dataversion: sent.dataversion,
    customerId: null,
    aggregateId,
    aggregateVersion: 0,
    correlationId: trace?.correlationId ?? sent.id,
    causationId: null,
    traceparent: trace?.traceparent ?? null,
    data: sent.data,
  };
}
