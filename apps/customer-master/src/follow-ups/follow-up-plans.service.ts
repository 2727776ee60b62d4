import { Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { type FieldError, ValidationFailed } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { type FollowUp, type PlannedVisit, usableReminders } from './rules/follow-up.js';
import { nextStep, type Step } from './rules/steps.js';

/** Its aggregate is the follow-up, its epoch that of the row. */
export const stepTimer = 'follow-up.step';

const hourMs = 3_600_000;
const longestVisitMs = 14 * 24 * hourMs;

/** What somebody says of when. */
interface Plan {
  dueAt: Date | null;
  remindAt: readonly Date[] | null;
  visit: PlannedVisit | null;
}

/** When follow-ups are due, and when their assignees hear of them. */
@Injectable()
export class FollowUpPlans {
  constructor(
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  /** A visit is due when it ends, unless something else is said. @throws ValidationFailed */
  planned({ dueAt, remindAt, visit }: Plan, now: Date, pointer = ''): { dueAt: Date; remindAt: Date[] } {
    const due = dueAt ?? visit?.plannedTo;
    const faults = due ? faultsOf(due, visit, now) : [{ pointer: '/dueAt', message: missing }];
    if (!due || faults.length > 0) {
      throw new ValidationFailed(faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
    }
    return { dueAt: due, remindAt: usableReminders(remindAt ?? this.usual(due, visit, now), due) };
  }

  /** Arms the timer of the next step; of earlier epochs none is left. */
  async restart(tx: Tx, followUp: FollowUp, now: Date): Promise<void> {
    await this.timers.cancel(tx, stepTimer, followUp.id);
    await this.sleep(tx, followUp, now);
  }

  /** Sleeps until the next step, if there is one. */
  async sleep(tx: Tx, followUp: FollowUp, now: Date): Promise<void> {
    const step = this.next(followUp, now);
    if (!step) return;
    const timer = { kind: stepTimer, aggregateId: followUp.id, epoch: followUp.epoch, dueAt: step.at };
    await this.timers.arm(tx, timer);
  }

  next(followUp: FollowUp, now: Date): Step | undefined {
    return nextStep(followUp, this.config.FOLLOW_UP_ESCALATE_HOURS, now);
  }

  /** Before a visit begins, else before it is due; not in the past. */
  private usual(dueAt: Date, visit: PlannedVisit | null, now: Date): Date[] {
    const hours = this.config.FOLLOW_UP_REMIND_HOURS;
    const at = new Date((visit?.plannedFrom ?? dueAt).getTime() - hours * hourMs);
    return hours > 0 && at > now ? [at] : [];
  }
}

function faultsOf(dueAt: Date, visit: PlannedVisit | null, now: Date): FieldError[] {
  const length = visit ? visit.plannedTo.getTime() - visit.plannedFrom.getTime() : 1;
  return [
    ...(dueAt <= now ? [{ pointer: '/dueAt', message: past }] : []),
    ...(length <= 0 || length > longestVisitMs ? [{ pointer: '/visit/plannedTo', message: badLength }] : []),
  ];
}

const missing = { zh: '除拜访外必须填写', en: 'is needed, except of a visit' };
const past = { zh: '必须晚于当前时间', en: 'must lie ahead' };
const badLength = { zh: '必须晚于开始时间，且不超过十四天', en: 'must be after plannedFrom, by 14 days at most' };
