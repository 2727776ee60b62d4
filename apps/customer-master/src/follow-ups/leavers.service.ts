import { Outbox } from '@crm/messaging';
import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Heirs } from '../ownership/heirs.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { reassigned } from './rules/follow-up.js';

/** Its aggregate is the employee, its epoch the version of the card that told of it. */
export const leaverTimer = 'follow-ups.leaver';

const followUpsAtOnce = 100;
const waitMs = 1_000;

/** What somebody who left had to do, others have to do: some per firing of a durable timer. */
@Injectable()
export class Leavers {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly heirs: Heirs,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  leave(tx: Tx, employeeId: string, version: number, at: Date): Promise<void> {
    return this.timers.arm(tx, { kind: leaverTimer, aggregateId: employeeId, epoch: version, dueAt: at });
  }

  @OnTimer(leaverTimer)
  async handOn(tx: Tx, { aggregateId: leaver, epoch, dueAt }: DueTimer): Promise<void> {
    const state = await this.heirs.of(tx, leaver);
    if (state === 'not_left') return;
    const now = await databaseNow(tx);
    // The customers first: what is to be done for one is its new owner's.
    if (state === 'too_early') return this.leave(tx, leaver, epoch, new Date(now.getTime() + waitMs));
    const left = await this.repository.lockOpenOf(tx, leaver, followUpsAtOnce);
    for (const followUp of left) {
      const heir = await this.heirs.heirOf(tx, followUp, leaver, now);
      const assignee = heir?.employeeId ?? null;
      const department = heir?.department ?? followUp.department;
      const [next, fact] = reassigned(followUp, { assignee, department }, 'leaver', now);
      await this.repository.save(tx, next);
      await this.outbox.append(tx, fact);
    }
    if (left.length < followUpsAtOnce) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    await this.leave(tx, leaver, epoch, new Date(Math.max(dueAt.getTime() + 1, now.getTime())));
  }
}
