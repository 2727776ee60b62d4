import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { FollowUpChecks } from './follow-up-checks.service.js';
import { FollowUpPlans } from './follow-up-plans.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { type FollowUp, type NewFollowUp, opened } from './rules/follow-up.js';

/** What somebody wants to be done. */
export interface FollowUpWish extends Omit<NewFollowUp, 'id' | 'department' | 'remindAt' | 'dueAt'> {
  /** Null: when the visit is to end. */
  dueAt: Date | null;
  /** Null: as the deployment is set up. */
  remindAt: readonly Date[] | null;
}

/** Opens follow-ups. */
@Injectable()
export class FollowUps {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly checks: FollowUpChecks,
    private readonly plans: FollowUpPlans,
    private readonly outbox: Outbox,
  ) {}

  /** @throws NotFound also when the customer is out of the user's scope; CustomerMergedAway; ValidationFailed */
  async openFor(tx: Tx, wish: FollowUpWish, by: User, now: Date): Promise<FollowUp> {
    const customerId = await this.checks.refuse(tx, wish, by);
    return this.open(tx, { ...wish, customerId }, by, now);
  }

  /**
   * As the next step of something that the user was allowed to do.
   * @param pointer where the wish stands in the request's body
   * @throws ValidationFailed
   */
  async open(tx: Tx, wish: FollowUpWish, by: User, now: Date, pointer = ''): Promise<FollowUp> {
    const planned = this.plans.planned(wish, now, pointer);
    const department = await this.checks.departmentFor(tx, wish, by, pointer);
    const [followUp, fact] = opened({ ...wish, ...planned, id: newId(), department }, by.id, now);
    await this.repository.add(tx, followUp);
    await this.plans.restart(tx, followUp, now);
    await this.outbox.append(tx, fact);
    return followUp;
  }

  /** @throws NotFound also when its customer is out of the user's scope and it is not the user's own */
  async find(tx: Tx, id: string, user: User): Promise<FollowUp> {
    const followUp = await this.repository.find(tx, id, user);
    if (!followUp) throw new NotFound();
    return followUp;
  }

  /** The follow-ups that were agreed in these contacts, by contact. */
  ofInteractions(tx: Tx, interactionIds: readonly string[]): Promise<Map<string, string>> {
    return this.repository.ofInteractions(tx, interactionIds);
  }
}
