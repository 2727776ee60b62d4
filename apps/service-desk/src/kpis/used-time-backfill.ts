import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { UsedTimes } from '../sla/used-times.service.js';
import { UsedTimeRepository } from './used-time.repository.js';

/** Kind of the timer; armed by a migration, then by each firing until nothing is left. */
export const backfillTimer = 'kpi.used-time';

const clocksPerFiring = 2_000;

/** Notes the working time of clocks that stopped before that was done when they stop. */
@Injectable()
export class UsedTimeBackfill {
  constructor(
    private readonly repository: UsedTimeRepository,
    private readonly usedTimes: UsedTimes,
    private readonly timers: Timers,
  ) {}

  @OnTimer(backfillTimer)
  async fill(tx: Tx, { aggregateId, epoch }: DueTimer): Promise<void> {
    const clocks = await this.repository.stoppedWithout(tx, clocksPerFiring);
    if (clocks.length === 0) return;
    await this.repository.note(tx, clocks, await this.usedTimes.of(tx, clocks));
    await this.timers.arm(tx, { kind: backfillTimer, aggregateId, epoch: epoch + 1, dueAt: await databaseNow(tx) });
  }
}
