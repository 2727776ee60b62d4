import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { CustomerFacts } from './customer.shape.js';
import { type Customer, type Derived, GoldenRecords } from './golden-records.service.js';
import { saysAnything } from './rules/edit.js';
import { canonical, editSource, isEdit, nextPinEnd, type Statement } from './rules/statement.js';
import { SourceRecordsRepository } from './source-records.repository.js';

/** Fires when a pin ends. Its aggregate is the id by which the edit is known, its epoch the version of the edit. */
export const pinEndTimer = 'customer.pin-end';

/**
 * The records that hold what staff say: `mdm`, named like the customer that was edited. So an edit survives every new
 * derivation, moves with the customer in a merge and goes back with it in an unmerge.
 */
@Injectable()
export class EditRecords {
  constructor(
    private readonly records: SourceRecordsRepository,
    private readonly golden: GoldenRecords,
    private readonly timers: Timers,
  ) {}

  /** The customer's own edits, and those that came to it by merges. */
  async of(tx: Tx, customerId: string): Promise<{ own: Statement | undefined; others: Statement[] }> {
    const edits = (await this.records.statementsOf(tx, customerId)).filter(isEdit);
    const own = edits.find(({ sourceId }) => sourceId === customerId);
    return { own, others: edits.filter((edit) => edit !== own) };
  }

  /** Writes the next version of an edit; nothing when it says the same. */
  async write(
    tx: Tx,
    customer: Customer,
    edit: { before: Statement | undefined; facts: CustomerFacts; by: string; now: Date },
  ): Promise<Derived[]> {
    const { before, facts, by, now } = edit;
    if (before ? canonical(before.facts) === canonical(facts) : !saysAnything(facts)) return [];
    const source = { source: editSource, sourceId: before?.sourceId ?? customer.id, observedAt: now };
    const record = before && (await this.records.find(tx, before))!;
    const derived = record
      ? await this.golden.renew(tx, customer, record, { observedAt: now, facts, by, now })
      : await this.golden.join(tx, customer, source, facts, { by, now, reason: 'edited' });
    await this.watchPins(tx, { id: source.sourceId, version: (record?.version ?? 0) + 1, facts }, now);
    return [derived];
  }

  /** Sees to it that somebody looks again when the next pin of this edit ends. */
  async watchPins(tx: Tx, edit: { id: string; version: number; facts: CustomerFacts }, now: Date): Promise<void> {
    const dueAt = nextPinEnd([edit], now);
    if (dueAt) await this.timers.arm(tx, { kind: pinEndTimer, aggregateId: edit.id, epoch: edit.version, dueAt });
  }
}
