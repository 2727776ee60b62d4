import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { AbsencesService } from './absences.service.js';

/** Fires when somebody goes away; its aggregate is the employee, its epoch the version of the card that says so. */
export const awayTimer = 'desk.owner-away';
/** Fires a while later: what was given to somebody whose card was still on its way is found then. */
export const awayAgainTimer = 'desk.owner-away-again';

const again = 60_000;
const patience = 500;

/**
 * The work of somebody who is away is handed on, some of it per firing of a durable timer that arms itself again until
 * none is left. What is done drops out of what is looked for, so a crash repeats nothing and leaves nothing out.
 */
@Injectable()
export class AbsenceTimers {
  constructor(
    private readonly absences: AbsencesService,
    private readonly timers: Timers,
  ) {}

  @OnTimer(awayTimer)
  async handOn(tx: Tx, timer: DueTimer): Promise<void> {
    const now = await this.goOn(tx, timer);
    if (!now) return;
    const { aggregateId, epoch } = timer;
    await this.timers.arm(tx, {
      ...{ kind: awayAgainTimer, aggregateId, epoch },
      dueAt: new Date(now.getTime() + again),
    });
  }

  @OnTimer(awayAgainTimer)
  async lookAgain(tx: Tx, timer: DueTimer): Promise<void> {
    await this.goOn(tx, timer);
  }

  /** @returns the moment, when nothing is left to hand on; null: the same timer fires again, or somebody is back */
  private async goOn(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<Date | null> {
    const clock = await databaseNow(tx);
    // Not before the absence begins: the transaction of the batch may have begun a moment earlier.
    const now = clock < dueAt ? dueAt : clock;
    const result = await this.absences.handOn(tx, aggregateId, now);
    if (result === 'done') return now;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const next = Math.max(dueAt.getTime() + 1, Date.now() + (result === 'wait' ? patience : 0));
    if (result !== 'not_away') await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: new Date(next) });
    return null;
  }
}
