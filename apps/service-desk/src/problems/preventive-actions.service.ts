import { Timers, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { Staff } from '../staff/staff.service.js';
import { PreventiveAction } from './preventive-action.entity.js';
import { PreventiveActionsRepository } from './preventive-actions.repository.js';
import type { Problem } from './problem.entity.js';
import { ProblemRulesService } from './problem-rules.service.js';
import {
  PreventiveActionIsDone,
  PreventiveActionIsOpen,
  PreventiveActionIsVerified,
  PreventiveActionNotYours,
} from './problems.errors.js';
import { ProblemsService } from './problems.service.js';

/** Fires when an action is due; its aggregate is the action, its epoch always 1. */
export const actionTimer = 'problems.action-due';
/** Fires at the end of a verification; its aggregate is the problem, its epoch the round. */
export const verificationTimer = 'problems.verification';

const tenYears = 315_360_000_000;

export interface NewAction {
  what: string;
  ownerEmployeeId: string;
  dueAt: Date;
}

/** What is done so that a problem does not come again. Every change is made under the lock of the problem. */
@Injectable()
export class PreventiveActionsService {
  constructor(
    private readonly repository: PreventiveActionsRepository,
    private readonly problems: ProblemsService,
    private readonly rules: ProblemRulesService,
    private readonly staff: Staff,
    private readonly timers: Timers,
  ) {}

  /** Plans one, and arms the timer that tells when it is overdue. Returns its id. */
  async plan(tx: Tx, problemId: string, { what, ownerEmployeeId, dueAt }: NewAction, user: User, now: Date) {
    const problem = await this.problems.lock(tx, problemId, user);
    if (dueAt <= now || dueAt.getTime() > now.getTime() + tenYears) throw new ValidationFailed([wrongDueAt]);
    await this.problems.fit(tx, ownerEmployeeId, '/owner');
    const action = Object.assign(new PreventiveAction(), {
      id: newId(),
      problemId,
      what,
      ownerEmployeeId,
      dueAt,
      plannedAt: now,
      plannedBy: user.id,
      doneAt: null,
      reportedAt: null,
      reportedBy: null,
      evidence: null,
    } satisfies PreventiveAction);
    await this.repository.add(tx, action);
    await this.problems.save(tx, problem, problem.plan(action, now));
    await this.timers.arm(tx, { kind: actionTimer, aggregateId: action.id, epoch: 1, dueAt });
    return action.id;
  }

  /** Reports one as done; with the last one that was planned the verification begins. */
  async report(
    tx: Tx,
    problemId: string,
    actionId: string,
    { doneAt, evidence }: { doneAt: Date; evidence: string },
    user: User,
    now: Date,
  ): Promise<void> {
    const problem = await this.problems.lock(tx, problemId, user);
    const actions = await this.repository.ofProblem(tx, problemId);
    const action = actions.find(({ id }) => id === actionId);
    if (!action) throw new NotFound();
    await this.mustAnswerFor(tx, problem, action, user);
    if (action.doneAt) throw new PreventiveActionIsDone(action.doneAt);
    if (doneAt < action.plannedAt || doneAt > now) throw new ValidationFailed([wrongDoneAt]);
    Object.assign(action, { doneAt, reportedAt: now, reportedBy: user.id });
    await this.repository.saveReport(tx, action, evidence);
    const rule = await this.rules.ruleFor(tx, problem.causeId);
    await this.problems.save(tx, problem, problem.report(action, actions, rule, now));
    if (problem.verifyUntil) {
      const timer = { kind: verificationTimer, aggregateId: problemId, epoch: problem.round };
      await this.timers.arm(tx, { ...timer, dueAt: problem.verifyUntil });
    }
  }

  /** Says better what shows that one was done, until a verification has counted it; the dates stay. */
  async correct(tx: Tx, problemId: string, actionId: string, evidence: string, user: User, now: Date): Promise<void> {
    const problem = await this.problems.lock(tx, problemId, user);
    const action = await this.repository.find(tx, actionId);
    if (action?.problemId !== problemId.toLowerCase()) throw new NotFound();
    await this.mustAnswerFor(tx, problem, action, user);
    if (!action.doneAt) throw new PreventiveActionIsOpen();
    if (await this.repository.isVerified(tx, action)) throw new PreventiveActionIsVerified();
    Object.assign(action, { reportedAt: now, reportedBy: user.id });
    await this.repository.saveReport(tx, action, evidence);
  }

  /** Tells that one was not done in time. */
  async passDueDate(tx: Tx, actionId: string): Promise<void> {
    const seen = await this.repository.find(tx, actionId);
    if (!seen) return;
    const problem = await this.problems.lock(tx, seen.problemId, null);
    const action = (await this.repository.find(tx, actionId))!;
    if (action.doneAt === null) await this.problems.save(tx, problem, problem.overdue(action));
  }

  /** Who carries it out; of those who write problems: who leads that department or the one that answers for the problem, or all. */
  private async mustAnswerFor(tx: Tx, problem: Problem, { ownerEmployeeId }: PreventiveAction, user: User) {
    if (user.id === ownerEmployeeId) return;
    if (!can(user, 'problem:write')) throw new PreventiveActionNotYours();
    if (user.scope === 'all' || user.department === problem.responsibleDepartment) return;
    const owner = await this.staff.find(tx, ownerEmployeeId);
    if (owner?.department !== user.department) throw new PreventiveActionNotYours();
  }
}

const wrongDueAt = {
  pointer: '/dueAt',
  message: { zh: '须晚于当前时间，且不超过十年', en: 'Must be ahead, by ten years at most.' },
};
const wrongDoneAt = {
  pointer: '/doneAt',
  message: { zh: '不得晚于当前时间，也不得早于计划时间', en: 'Must not be in the future, nor before it was planned.' },
};
