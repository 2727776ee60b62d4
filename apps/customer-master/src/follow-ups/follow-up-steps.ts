import type { EventDraft, FollowUpListener } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Colleagues } from '../employees/colleagues.service.js';
import { FollowUpPlans, stepTimer } from './follow-up-plans.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import type { FollowUp } from './rules/follow-up.js';
import { stepFact } from './rules/follow-up-facts.js';
import { after, type StepKind } from './rules/steps.js';

interface Told {
  /** Null: the department as a whole. */
  employeeId: string | null;
  as: FollowUpListener;
}

/** Reminds of follow-ups, and tells of those that are overdue. */
@Injectable()
export class FollowUpSteps {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly plans: FollowUpPlans,
    private readonly colleagues: Colleagues,
    private readonly outbox: Outbox,
  ) {}

  /** Every step whose time has come, in their order; then the timer sleeps until the next one. */
  @OnTimer(stepTimer)
  async goOn(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    let followUp = await this.repository.lock(tx, aggregateId);
    if (!followUp || followUp.epoch !== epoch) return;
    const now = latest(await databaseNow(tx), dueAt);
    const facts: EventDraft[] = [];
    for (let step = this.plans.next(followUp, now); step && step.at <= now; step = this.plans.next(followUp, now)) {
      const told = await this.listenerOf(tx, step.kind, followUp, now);
      followUp = broughtTo(after(followUp, step), told, now);
      // Late firing changes no truth: it is overdue since it was due.
      facts.push(stepFact(step.kind, followUp, told, step.kind === 'overdue' ? step.at : now));
    }
    if (facts.length > 0) await this.repository.save(tx, followUp);
    await this.outbox.append(tx, ...facts);
    await this.plans.sleep(tx, followUp, now);
  }

  private async listenerOf(tx: Tx, step: StepKind, { assignee, department }: FollowUp, now: Date): Promise<Told> {
    const nobody: Told = { employeeId: null, as: 'department' };
    if (step !== 'escalate') {
      return assignee === null ? nobody : ((await this.colleagues.actingFor(tx, assignee, now)) ?? nobody);
    }
    const leader =
      assignee === null
        ? await this.colleagues.headOf(tx, department, now)
        : await this.colleagues.leaderOf(tx, assignee, department, now);
    return leader ?? nobody;
  }
}

const broughtTo = (followUp: FollowUp, { employeeId }: Told, now: Date): FollowUp => ({
  ...followUp,
  broughtTo: employeeId === null || employeeId === followUp.assignee ? followUp.broughtTo : employeeId,
  changedAt: now,
});

const latest = (...times: Date[]): Date => new Date(Math.max(...times.map((time) => time.getTime())));
