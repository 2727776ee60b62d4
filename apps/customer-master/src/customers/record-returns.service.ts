import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerWork } from './customer-work.js';
import { type Customer, GoldenRecords } from './golden-records.service.js';
import { type GoldenChange, noCause } from './rules/golden-change.js';
import { isEdit } from './rules/statement.js';
import { RecordVersionsRepository } from './record-versions.repository.js';
import { SourceRecordsRepository } from './source-records.repository.js';

/** What somebody wrote and wants to take back. */
export interface WrittenRecord {
  recordId: string;
  /** What the first write of it did. */
  outcome: 'registered' | 'attached' | 'updated';
  /** The version that the first write made. */
  firstVersion: number;
  /** Of what the last write said. */
  digest: string;
}

/**
 * removed: nobody has the record any more · restored: it says again what it said before · changed_later: somebody said
 * something else since then, which stays · edited: the customer has nothing else but edits by hand, orders, cases or sales
 * work, which would be lost.
 */
export type Undone = 'removed' | 'restored' | 'changed_later' | 'edited';

/** How records that came in are taken back. Nothing is deleted: a record leaves its customer, or gets its former content as a new version. */
@Injectable()
export class RecordReturns {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly records: SourceRecordsRepository,
    private readonly versions: RecordVersionsRepository,
    private readonly cards: CustomerCards,
    private readonly work: CustomerWork,
  ) {}

  /** Until the transaction ends nobody else writes these records. Those of one transaction together, or they wait for each other. */
  lock(tx: Tx, recordIds: readonly string[]): Promise<void> {
    return this.golden.lockRecords(tx, recordIds);
  }

  /** @returns also the customer that a removed record had belonged to and that lives on */
  async takeBack(
    tx: Tx,
    written: WrittenRecord,
    { importId, by, now }: { importId: string; by: string; now: Date },
  ): Promise<{ undone: Undone; customerId?: string }> {
    await this.lock(tx, [written.recordId]);
    if (!(await this.records.holderOf(tx, written.recordId))) return { undone: 'removed' };
    const customer = await this.golden.lockHolder(tx, written.recordId);
    const current = (await this.versions.current(tx, written.recordId))!;
    if (current.digest !== written.digest) return { undone: 'changed_later' };
    const records = await this.golden.recordsOf(tx, customer.id);
    const returned = records
      .filter(({ recordId }) => recordId === written.recordId)
      .map(({ source, sourceId }) => ({ system: source, id: sourceId }));
    const said = { ...noCause, kind: 'import_reverted' as const, at: now, by, records: returned, causeId: importId };
    if (written.outcome === 'updated') return this.restore(tx, customer, written, current, said);
    const others = records.filter(({ recordId }) => recordId !== written.recordId);
    const isLast = others.every((record) => isEdit(record));
    if (isLast && (others.length > 0 || (await this.hasWork(tx, customer.id)))) return { undone: 'edited' };
    const derived = await this.golden.part(tx, customer, written.recordId, now);
    if (!derived) {
      await this.withdraw(tx, customer, importId, now);
      return { undone: 'removed' };
    }
    customer.note({ ...said, fields: derived.changed });
    await this.cards.tell(tx, customer, [customer.correct(['sources', ...derived.changed], now)], now);
    return { undone: 'removed', customerId: customer.id };
  }

  /** Whether anybody ordered, asked or worked under this id, so that it has to stand for somebody. */
  hasWork(tx: Tx, customerId: string): Promise<boolean> {
    return this.work.exists(tx, customerId);
  }

  /** Ends a customer of whom nothing is left. */
  async withdraw(tx: Tx, customer: Customer, importId: string, now: Date): Promise<void> {
    await this.cards.tell(tx, customer, [customer.withdraw(importId, now)], now);
  }

  private async restore(
    tx: Tx,
    customer: Customer,
    { recordId, firstVersion }: WrittenRecord,
    current: { id: string; version: number },
    said: Omit<GoldenChange, 'fields'> & { by: string },
  ): Promise<{ undone: Undone }> {
    const { by, at: now } = said;
    const before = await this.versions.one(tx, recordId, firstVersion - 1);
    // Its key was destroyed: what it said before is gone for good.
    if (!before) return { undone: 'changed_later' };
    const { changed } = await this.golden.renew(tx, customer, current, { ...before, by, now });
    customer.note({ ...said, fields: changed });
    await this.cards.tell(tx, customer, changed.length > 0 ? [customer.correct(changed, now)] : [], now);
    return { undone: 'restored' };
  }
}
