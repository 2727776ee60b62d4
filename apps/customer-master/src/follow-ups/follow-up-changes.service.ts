import type { EventDraft, FollowUpOutcome } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { Colleagues } from '../employees/colleagues.service.js';
import { FollowUpClosed } from './follow-ups.errors.js';
import { FollowUpPlans } from './follow-up-plans.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { FollowUps, type FollowUpWish } from './follow-ups.service.js';
import { cancelled, completed, type FollowUp, type PlannedVisit, postponed, reassigned } from './rules/follow-up.js';

/** What comes after a follow-up that was done. */
export type NextStep = Pick<FollowUpWish, 'kind' | 'words' | 'dueAt' | 'assignee'>;

interface Change {
  /** That the user read. */
  version: number;
  by: User;
  now: Date;
}

/** Closes, postpones and reassigns follow-ups. All throw NotFound for what the user does not see, FollowUpClosed and StaleVersion. */
@Injectable()
export class FollowUpChanges {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly followUps: FollowUps,
    private readonly plans: FollowUpPlans,
    private readonly colleagues: Colleagues,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ValidationFailed for a next step that cannot be */
  async complete(
    tx: Tx,
    id: string,
    { outcome, note, nextStep }: { outcome: FollowUpOutcome; note: string | null; nextStep: NextStep | null },
    change: Change,
  ): Promise<FollowUp> {
    const { by, now } = change;
    const before = await this.lock(tx, id, change);
    const next = nextStep && (await this.followUps.open(tx, wishAfter(before, nextStep), by, now, '/nextStep'));
    return this.keep(tx, completed(before, outcome, next?.id ?? null, { note, by: by.id, now }), now, true);
  }

  async cancel(tx: Tx, id: string, note: string | null, change: Change): Promise<FollowUp> {
    const { by, now } = change;
    return this.keep(tx, cancelled(await this.lock(tx, id, change), { note, by: by.id, now }), now, true);
  }

  /** @throws ValidationFailed */
  async postpone(
    tx: Tx,
    id: string,
    plan: { dueAt: Date | null; remindAt: readonly Date[] | null; visit: Omit<PlannedVisit, 'purpose'> | null },
    change: Change,
  ): Promise<FollowUp> {
    const { now } = change;
    const before = await this.lock(tx, id, change);
    if (plan.visit && !before.visit) throw new ValidationFailed([{ pointer: '/visit', message: onlyOfVisits }]);
    if (!plan.visit && !plan.dueAt) throw new ValidationFailed([{ pointer: '/dueAt', message: sayWhen }]);
    // A visit that is merely due at another time takes place when it was to.
    const visit = plan.visit && before.visit ? { ...before.visit, ...plan.visit } : before.visit;
    const planned = this.plans.planned({ ...plan, visit }, now);
    return this.keep(tx, postponed(before, { ...planned, visit }, now), now);
  }

  /** @throws ValidationFailed for somebody who does not work here */
  async assign(tx: Tx, id: string, assignee: string, change: Change): Promise<FollowUp> {
    const { by, now } = change;
    const before = await this.lock(tx, id, change);
    if (assignee === before.assignee) return before;
    if (assignee !== by.id) await this.colleagues.refuseAbsentees(tx, assignee, '/assignee');
    const department = (await this.colleagues.departmentOf(tx, assignee)) ?? before.department;
    return this.keep(tx, reassigned(before, { assignee, department }, 'by_hand', now), now);
  }

  private async lock(tx: Tx, id: string, { version, by }: Change): Promise<FollowUp> {
    const followUp = await this.repository.lockFor(tx, id, by);
    if (!followUp) throw new NotFound();
    if (followUp.state !== 'open') throw new FollowUpClosed(followUp.state);
    if (followUp.version !== version) throw new StaleVersion(followUp.version);
    return followUp;
  }

  private async keep(tx: Tx, [next, fact]: [FollowUp, EventDraft], now: Date, withWords = false): Promise<FollowUp> {
    await this.repository.save(tx, next, withWords);
    await this.plans.restart(tx, next, now);
    await this.outbox.append(tx, fact);
    return next;
  }
}

/** For the same customer and opportunity, by whoever had to do the step before unless somebody else is named. */
const wishAfter = (before: FollowUp, next: NextStep): FollowUpWish => ({
  ...next,
  assignee: next.assignee ?? before.assignee,
  customerId: before.customerId,
  priority: before.priority,
  opportunityId: before.opportunityId,
  interactionId: null,
  remindAt: null,
  visit: null,
});

const onlyOfVisits = { zh: '仅拜访可填写', en: 'is for visits only' };
const sayWhen = { zh: '请填写新的时间', en: 'or a new plan of the visit is needed' };
