import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ReconciliationService } from './reconciliation.service.js';

const dayMs = 86_400_000;

/** Compares all open clocks once a day, some per firing of a durable timer, so that no due timer waits long behind it. */
@Injectable()
export class DailyReconciliation {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly timers: Timers,
  ) {}

  @OnTimer('sla.reconciliation')
  async work(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const run = await this.reconciliation.step(tx, await this.reconciliation.daily(tx));
    const now = await databaseNow(tx);
    const next = run.endedAt ? run.beganAt.getTime() + dayMs : now.getTime();
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const again = new Date(Math.max(next, dueAt.getTime() + 1));
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: again });
  }
}
