import { createHash } from 'node:crypto';
import { definitionOf, type ErpOrderEvent, type Event, type OaEmployeeChanged } from '@crm/contracts';
import { currentTrace, faultsOf, Outbox } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import type { FieldError } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { oaFaults } from '../employees/rules/oa-faults.js';
import { orderFaults } from '../orders/rules/order-faults.js';
import { aggregateOf, type CloudEvent, hiddenFaults, readCloudEvent, subjectFaults } from './rules/cloud-event.js';
import { inWords } from './rules/schema-words.js';

export interface IntakeResult {
  id: string;
  status: 'accepted' | 'duplicate' | 'rejected';
  errors: FieldError[];
}

interface Candidate {
  event: CloudEvent;
  faults: FieldError[];
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

  /** Takes what is valid and new; results are in the order of the events. */
  async take(tx: Tx, sent: readonly unknown[]): Promise<IntakeResult[]> {
    const now = await databaseNow(tx);
    const candidates = sent.map((value) => read(value, now));
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
        results.push({ id: event.id, status: 'rejected', errors: [usedBefore] });
      } else if (before !== undefined) {
        results.push({ id: event.id, status: 'duplicate', errors: [] });
      } else {
        seen.set(key, hash);
        accepted.push(toEvent(event));
        results.push({ id: event.id, status: 'accepted', errors: [] });
      }
    }
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

const usedBefore: FieldError = {
  pointer: '/id',
  message: { zh: '该来源的此编号已用于其他事件', en: 'was used for another event of this source' },
};
const unknownType: FieldError = {
  pointer: '/type',
  message: { zh: '此处不接收该类型的事件', en: 'is an unknown event type' },
};

export const isOfUnknownType = ({ errors }: IntakeResult): boolean => errors.includes(unknownType);

function read(value: unknown, now: Date): Candidate {
  const { event, faults } = readCloudEvent(value);
  if (event.type && !isOutside(event.type)) faults.push(unknownType);
  else if (faults.length === 0) faults.push(...faultsOf(event).map(inWords));
  if (faults.length === 0) faults.push(...faultsOfContent(event, now));
  const content = JSON.stringify([event.type, event.time, event.dataversion, event.data]);
  return { event, faults, hash: createHash('sha256').update(content).digest('base64url') };
}

/** What would become a dead letter, or would be read otherwise than it was meant. */
const faultsOfContent = (event: CloudEvent, now: Date): FieldError[] => [
  ...subjectFaults(event),
  ...hiddenFaults(event.data, '/data'),
  ...(event.type.startsWith('erp.order.')
    ? orderFaults(event as CloudEvent & ErpOrderEvent, now)
    : oaFaults(event as CloudEvent & OaEmployeeChanged, now)),
];

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
