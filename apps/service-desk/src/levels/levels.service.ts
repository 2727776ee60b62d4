import type { ValueLevel } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';

/** Nobody has more open cases; what is beyond keeps the level that it has. */
const mostCases = 200;

/** What a customer is worth while the customer's cases are open. */
@Injectable()
export class LevelsService {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
  ) {}

  /** A rise tightens the clocks of open cases; a fall never loosens them. */
  async changed(tx: Tx, customerId: string, level: ValueLevel, now: Date): Promise<void> {
    const open = await this.cases.openOf(tx, await this.customers.clusterOf(tx, customerId), mostCases);
    // In one order, so that two who need the same cases do not wait for each other.
    for (const { id } of [...open].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const kase = await this.cases.lock(tx, id, null);
      if (!kase.isOpen || !kase.rise(level)) continue;
      const events = await this.clocks.tightened(tx, kase, 'level_rose', now);
      await this.cases.save(tx, kase, { events, by: null });
    }
  }
}
