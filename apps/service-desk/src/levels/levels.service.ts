import type { ValueLevel } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { callerName } from '../cases/rules/caller-name.js';

/** What a customer is worth while the customer's cases are open. */
@Injectable()
export class LevelsService {
  casesAtOnce = 200;

  constructor(
    private readonly customers: CustomerDirectory,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
  ) {}

  /**
   * A rise tightens the clocks of open cases; a fall never loosens them. Waits for the contacts of the customer that are
   * just being received, as they wait for each other: their cases rise too.
   */
  async changed(tx: Tx, customerId: string, level: ValueLevel, now: Date): Promise<void> {
    const ids = await this.customers.clusterOf(tx, customerId);
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [callerName(ids[0]!)]);
    // In one order, so that two who need the same cases do not wait for each other.
    for (let behind: string | null = null; ;) {
      const open: string[] = await this.cases.openIdsOf(tx, ids, behind, this.casesAtOnce);
      for (const id of open) await this.raise(tx, id, level, now);
      if (open.length < this.casesAtOnce) return;
      behind = open.at(-1)!;
    }
  }

  /** Two ids became one customer, or two again: the cases of each are those of who they belong to now. */
  async follow(tx: Tx, customerId: string, now: Date): Promise<void> {
    const card = await this.customers.find(tx, customerId);
    if (card?.level) await this.changed(tx, customerId, card.level, now);
  }

  private async raise(tx: Tx, id: string, level: ValueLevel, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, null);
    if (!kase.isOpen || !kase.rise(level)) return;
    const events = await this.clocks.tightened(tx, kase, 'level_rose', now);
    await this.cases.save(tx, kase, { events, by: null });
  }
}
