import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { RecordReturns } from '../customers/record-returns.service.js';
import { Standings } from '../customers/standings.service.js';
import { MergesRepository } from './merges.repository.js';

/** Merges by which nothing is left with a customer. */
@Injectable()
export class EmptiedMerges {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly merges: MergesRepository,
    private readonly standings: Standings,
    private readonly returns: RecordReturns,
  ) {}

  /**
   * Takes back the merges by which nothing is left with the customer, since this record, that had come by them, belongs to
   * nobody any more: nothing has come of them. The ids that had been merged are withdrawn; one under which somebody ordered
   * or worked stays merged.
   */
  async part(
    tx: Tx,
    gone: { recordId: string; customerId: string },
    { importId, by, now }: { importId: string; by: Actor['id']; now: Date },
  ): Promise<void> {
    const here = new Set((await this.golden.recordsOf(tx, gone.customerId)).map(({ recordId }) => recordId));
    const active = await this.merges.activeOf(tx, [...here, gone.recordId]);
    const emptied = active.filter(
      ({ recordIds }) => recordIds.includes(gone.recordId) && !recordIds.some((id) => here.has(id)),
    );
    if (emptied.length === 0) return;
    const [customer] = await this.golden.lock(tx, [gone.customerId]);
    for (const { mergeId, retiredId } of emptied) {
      if (await this.returns.hasWork(tx, retiredId)) continue;
      await this.merges.undo(tx, mergeId, by, `import ${importId} taken back`, now);
      const { survivorId } = (await this.merges.find(tx, mergeId))!;
      const [restored] = await this.golden.lock(tx, [retiredId]);
      restored!.mergedInto = null;
      await this.cards.tell(tx, restored!, [restored!.withdraw(importId, now)], now);
      const fact = { mergeId, restoredId: retiredId, restoredSources: [] };
      const stood = await this.standings.parted(tx, customer!, survivorId, by, now);
      await this.cards.tell(tx, customer!, [customer!.release(fact, now), ...stood], now);
    }
  }
}
