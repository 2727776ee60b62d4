import { type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { leaverTimer } from '../employees/employees.service.js';
import { HandOverExpiry } from './hand-over-expiry.js';
import { LeaverSuccession } from './leaver-succession.service.js';

const customersAtOnce = 25;

/**
 * Customers of somebody who has left get another owner, and hand-overs to them are over, some per firing of a durable
 * timer that arms itself again until none is left. Each that is done drops out of what is looked for, so a crash repeats
 * nothing and leaves nobody out.
 */
@Injectable()
export class Leavers {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly succession: LeaverSuccession,
    private readonly handOvers: HandOverExpiry,
    private readonly timers: Timers,
  ) {}

  @OnTimer(leaverTimer)
  async goOn(tx: Tx, { aggregateId: employeeId, epoch, dueAt: now }: DueTimer): Promise<void> {
    // Whoever came back meanwhile keeps the rest.
    if (!(await this.succession.hasLeft(tx, employeeId))) return;
    const ids = await this.succession.customersOf(tx, employeeId, customersAtOnce);
    const customers = await this.golden.lock(tx, ids);
    await this.succession.replace(tx, customers, employeeId, now);
    // Customers first, then hand-overs, as everywhere.
    await this.handOvers.abandon(tx, employeeId, now);
    if (ids.length < customersAtOnce) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const dueAt = new Date(Math.max(now.getTime() + 1, Date.now()));
    await this.timers.arm(tx, { kind: leaverTimer, aggregateId: employeeId, epoch, dueAt });
  }
}
