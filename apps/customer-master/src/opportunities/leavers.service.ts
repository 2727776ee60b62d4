import { Outbox } from '@crm/messaging';
import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Heirs } from '../ownership/heirs.service.js';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { inherited, type Opportunity } from './rules/opportunity.js';

/** Its aggregate is the employee, its epoch the version of the card that told of it. */
export const leaverTimer = 'opportunities.leaver';

const opportunitiesAtOnce = 100;
const waitMs = 1_000;

/** What somebody who left pursued, others pursue: some per firing of a durable timer. */
@Injectable()
export class Leavers {
  constructor(
    private readonly repository: OpportunitiesRepository,
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
    // The customers first: an opportunity is its customer's new owner's.
    if (state === 'too_early') return this.leave(tx, leaver, epoch, new Date(now.getTime() + waitMs));
    const isAll = await this.handSomeOn(tx, leaver, now);
    if (isAll) return;
    // Another due time, since the worker marks the timer as fired where it is still the same.
    await this.leave(tx, leaver, epoch, new Date(Math.max(dueAt.getTime() + 1, now.getTime())));
  }

  /** Whether that was all. What nobody is there for stays, and is passed over. */
  private async handSomeOn(tx: Tx, leaver: string, now: Date): Promise<boolean> {
    let handedOn = 0;
    for (let after: string | null = null; handedOn < opportunitiesAtOnce;) {
      const left: Opportunity[] = await this.repository.lockOpenOf(tx, leaver, after, opportunitiesAtOnce);
      for (const opportunity of left) handedOn += Number(await this.handOnOne(tx, opportunity, now));
      if (left.length < opportunitiesAtOnce) return true;
      after = left.at(-1)!.id;
    }
    return false;
  }

  private async handOnOne(tx: Tx, opportunity: Opportunity, now: Date): Promise<boolean> {
    const heir = await this.heirs.heirOf(tx, opportunity, opportunity.owner, now);
    if (!heir) return false;
    const [next, fact] = inherited(opportunity, { owner: heir.employeeId, department: heir.department }, 'leaver', now);
    await this.repository.save(tx, next);
    await this.outbox.append(tx, fact);
    return true;
  }
}
