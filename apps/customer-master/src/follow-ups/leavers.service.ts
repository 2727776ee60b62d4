import { Outbox } from '@crm/messaging';
import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../customers/actor.js';
import type { Owner } from '../customers/customer.shape.js';
import { CustomerViews } from '../customers/customer-views.service.js';
import { Colleagues } from '../employees/colleagues.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { type FollowUp, reassigned } from './rules/follow-up.js';

/** Its aggregate is the employee, its epoch the version of the card that told of it. */
export const leaverTimer = 'follow-ups.leaver';

const followUpsAtOnce = 100;

/** What somebody who left had to do, others have to do: some per firing of a durable timer. */
@Injectable()
export class Leavers {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly views: CustomerViews,
    private readonly colleagues: Colleagues,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  leave(tx: Tx, employeeId: string, version: number, at: Date): Promise<void> {
    return this.timers.arm(tx, { kind: leaverTimer, aggregateId: employeeId, epoch: version, dueAt: at });
  }

  @OnTimer(leaverTimer)
  async handOn(tx: Tx, { aggregateId: leaver, epoch, dueAt }: DueTimer): Promise<void> {
    if (!(await this.colleagues.hasLeft(tx, leaver))) return;
    const now = await databaseNow(tx);
    const left = await this.repository.lockOpenOf(tx, leaver, followUpsAtOnce);
    for (const followUp of left) {
      const [next, fact] = reassigned(followUp, await this.heirOf(tx, followUp, leaver, now), 'leaver', now);
      await this.repository.save(tx, next);
      await this.outbox.append(tx, fact);
    }
    if (left.length < followUpsAtOnce) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    await this.leave(tx, leaver, epoch, new Date(Math.max(dueAt.getTime() + 1, now.getTime())));
  }

  /** Who owns the customer, else who led the one who left; else the department as a whole. */
  private async heirOf(tx: Tx, { customerId, department }: FollowUp, leaver: string, now: Date) {
    const owner = await this.ownerOf(tx, customerId);
    const isHere = owner?.employeeId && !(await this.colleagues.hasLeft(tx, owner.employeeId));
    if (isHere && owner.employeeId !== leaver) return { assignee: owner.employeeId, department: owner.department };
    const leader = await this.colleagues.leaderOf(tx, leaver, department, now);
    if (!leader) return { assignee: null, department };
    const own = await this.colleagues.departmentOf(tx, leader.employeeId);
    return { assignee: leader.employeeId, department: own ?? department };
  }

  /** Undefined for a customer that is withdrawn: it has none. */
  private async ownerOf(tx: Tx, customerId: string): Promise<Owner | undefined> {
    try {
      return (await this.views.survivorFor(tx, customerId, systemActor('follow-ups'))).owner;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}
