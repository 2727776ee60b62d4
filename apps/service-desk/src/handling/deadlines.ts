import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import { ClocksService, clockTimer } from '../sla/clocks.service.js';
import { WarningsService } from './warnings.service.js';

/**
 * Tells that a share of the time that a clock allows is used up, and at last that its deadline passed. How late that is
 * noticed changes nothing: it happened then.
 */
@Injectable()
export class Deadlines {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: ClocksService,
    private readonly warnings: WarningsService,
  ) {}

  @OnTimer(clockTimer)
  async pass(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const seen = await this.clocks.find(tx, aggregateId);
    if (!seen) return;
    const kase = await this.cases.lock(tx, seen.caseId, null);
    // Not before the deadline: the transaction of the batch may have begun a moment earlier.
    const now = new Date(Math.max(dueAt.getTime(), (await databaseNow(tx)).getTime()));
    const passed = await this.clocks.pass(tx, aggregateId, epoch, now);
    if (!passed) return;
    const { clock, percent } = passed;
    const breach = percent === 100 ? [kase.deadlineBreached(clock)] : [];
    const to = await this.warnings.recipients(tx, clock.policyVersion, percent, kase.owner);
    const warning = to.length > 0 ? [kase.warned(clock, passed, to)] : [];
    await this.cases.save(tx, kase, { events: [...breach, ...warning], by: null });
  }
}
