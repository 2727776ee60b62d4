import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { isAbsent } from '../routing/rules/absence.js';
import { Staff } from '../staff/staff.service.js';
import type { DeskQueue } from './queue.entity.js';
import { QueuesRepository } from './queues.repository.js';
import { correctedAgainTimer, correctedTimer } from './queues.service.js';

/** So many are corrected in one transaction. */
const atOnce = 20;
const patience = 500;

/** Cases that wait in a queue are its department's and with who is on duty for it, also after that was corrected. */
@Injectable()
export class WaitingCases {
  constructor(
    private readonly repository: QueuesRepository,
    private readonly cases: CasesService,
    private readonly handovers: HandoversService,
    private readonly staff: Staff,
    private readonly timers: Timers,
  ) {}

  @OnTimer(correctedTimer)
  follow(tx: Tx, timer: DueTimer): Promise<void> {
    return this.goOn(tx, timer);
  }

  @OnTimer(correctedAgainTimer)
  lookAgain(tx: Tx, timer: DueTimer): Promise<void> {
    return this.goOn(tx, timer);
  }

  /** Some of them; what is corrected drops out of what is looked for, so a crash repeats nothing and leaves nothing out. */
  private async goOn(tx: Tx, { kind, aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    // As the queue is now, whichever change this began with: a later one of something else arms no timer.
    const queue = await this.repository.find(tx, aggregateId);
    if (!queue) return;
    const now = await databaseNow(tx);
    const onDuty = await this.onDuty(tx, queue, now);
    const ids = await this.repository.lockAstray(tx, queue, onDuty, atOnce);
    for (const id of ids) {
      const kase = await this.cases.lock(tx, id, null);
      const isFit = onDuty !== null && !kase.complainedOf.includes(onDuty);
      const place = { id: queue.id, since: kase.queuedAt!, rank: kase.queueRank! };
      const employeeId = isFit ? onDuty : kase.ownerEmployeeId;
      const to = { employeeId, department: queue.department, queue: place };
      await this.handovers.reassign(tx, kase, to, 'queue_changed', null, now);
    }
    if (!(await this.repository.isAnyAstray(tx, queue, onDuty))) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    const next = Math.max(dueAt.getTime() + 1, Date.now() + (ids.length === 0 ? patience : 0));
    await this.timers.arm(tx, { kind, aggregateId, epoch, dueAt: new Date(next) });
  }

  /** Null: who is named has left or is absent, and cases stay with whom they have. A post is always there. */
  private async onDuty(tx: Tx, { dutyOwner }: DeskQueue, now: Date): Promise<string | null> {
    const employee = await this.staff.find(tx, dutyOwner);
    const isThere = employee === null || (employee.active && !isAbsent(employee, now));
    return isThere ? dutyOwner : null;
  }
}
