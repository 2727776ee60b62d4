import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import { ClocksService, resolutionTimer } from '../sla/clocks.service.js';

/** Tells that a deadline passed. How late it is noticed changes nothing: the breach happened at the deadline. */
@Injectable()
export class Deadlines {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: ClocksService,
  ) {}

  @OnTimer(resolutionTimer)
  async pass(tx: Tx, timer: DueTimer): Promise<void> {
    const kase = await this.cases.lock(tx, timer.aggregateId, null);
    const clock = await this.clocks.breach(tx, kase.id, timer.epoch, await this.now(tx, timer));
    if (clock) await this.cases.save(tx, kase, { events: [kase.deadlineBreached(clock)], by: null });
  }

  /** Not before the deadline: the transaction of the batch may have begun a moment earlier. */
  private async now(tx: Tx, timer: DueTimer): Promise<Date> {
    const now = await databaseNow(tx);
    return now < timer.dueAt ? timer.dueAt : now;
  }
}
