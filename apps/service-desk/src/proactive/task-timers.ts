import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { reminderTimer } from './proactive-actions.service.js';
import { TaskChanges } from './task-changes.service.js';

/** Fires when somebody goes away; its aggregate is the employee, its epoch the version of the card that says so. */
export const assigneeAwayTimer = 'proactive.assignee-away';

/** What happens to tasks when nobody does anything, some of it per firing of a durable timer that arms itself again. */
@Injectable()
export class TaskTimers {
  constructor(
    private readonly changes: TaskChanges,
    private readonly timers: Timers,
  ) {}

  @OnTimer(assigneeAwayTimer)
  async handOn(tx: Tx, timer: DueTimer): Promise<void> {
    await this.goOn(tx, timer, (now) => this.changes.handOn(tx, timer.aggregateId, now));
  }

  @OnTimer(reminderTimer)
  async remind(tx: Tx, timer: DueTimer): Promise<void> {
    await this.goOn(tx, timer, (now) => this.changes.remind(tx, timer.aggregateId, now));
  }

  private async goOn(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer, work: (now: Date) => Promise<boolean>) {
    const clock = await databaseNow(tx);
    // Not before it is due: the transaction of the batch may have begun a moment earlier.
    const isMore = await work(clock < dueAt ? dueAt : clock);
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const next = new Date(Math.max(dueAt.getTime() + 1, clock.getTime()));
    if (isMore) await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: next });
  }
}
