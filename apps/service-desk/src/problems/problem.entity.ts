import {
  type EventDraft,
  PreventiveActionDone,
  PreventiveActionOverdue,
  PreventiveActionPlanned,
  ProblemAnalysed,
  ProblemClosed,
  ProblemOpened,
  ProblemRecurred,
} from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Person } from '../cases/case.js';
import type { PreventiveAction } from './preventive-action.entity.js';
import { ProblemStateForbids } from './problems.errors.js';
import type { Verification } from './problem-verification.entity.js';
import { allowedIn, type ProblemAction, type ProblemState } from './rules/progress.js';
import { type ProblemRule, verificationEnd, windowBegin } from './rules/recurrence.js';

/** What cases have in common that are one problem. */
export interface Recurrence {
  /** Null: cases that name no product. */
  productId: string | null;
  causeId: string;
}

/** Cases of one product and one cause that keep coming. Its methods change the row and return what has happened. */
@Entity('problem')
export class Problem implements Recurrence {
  @PrimaryColumn('uuid') id: string;
  /** Counts the events of the problem: without gaps. */
  @Column('integer') version: number;
  @Column('text') state: ProblemState;
  @Column('text', { nullable: true }) productId: string | null;
  @Column('uuid') causeId: string;
  /** Of the cause when the problem was opened. */
  @Column('text') causeCode: string;
  /** Begin of the window in which it was found: from then on its cases are counted. */
  @Column('timestamptz') since: Date;
  @Column('timestamptz') openedAt: Date;
  @Column('uuid', { nullable: true }) earlierProblemId: string | null;
  /** Sealed; null until somebody analysed it. */
  @Column('text', { nullable: true }) rootCause: string | null;
  @Column('text', { nullable: true }) responsibleEmployeeId: string | null;
  @Column('text', { nullable: true }) responsibleDepartment: string | null;
  @Column('timestamptz', { nullable: true }) analysedAt: Date | null;
  @Column('text', { nullable: true }) analysedBy: string | null;
  /** Verifications that have begun; the epoch of their timers. */
  @Column('integer') round: number;
  /** When the last action was done; null while actions are open, or none was planned. Behind it: the verification. */
  @Column('timestamptz', { nullable: true }) actionAt: Date | null;
  @Column('timestamptz', { nullable: true }) verifyUntil: Date | null;
  @Column('integer', { nullable: true }) toleratedPercent: number | null;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  /** Null: the timer at the end of the verification. */
  @Column('text', { nullable: true }) closedBy: string | null;

  static open(
    found: {
      productId: string | null;
      causeId: string;
      causeCode: string;
      cases: number;
      earlierProblemId: string | null;
    },
    rule: ProblemRule,
    id: string,
    now: Date,
  ): [Problem, EventDraft] {
    const { cases, ...facts } = found;
    const problem = Object.assign(new Problem(), {
      ...facts,
      id,
      version: 0,
      state: 'open',
      since: windowBegin(rule, now),
      openedAt: now,
      rootCause: null,
      responsibleEmployeeId: null,
      responsibleDepartment: null,
      analysedAt: null,
      analysedBy: null,
      round: 0,
      actionAt: null,
      verifyUntil: null,
      toleratedPercent: null,
      closedAt: null,
      closedBy: null,
    } satisfies Partial<Problem>);
    const { windowDays } = rule;
    const data = { ...problem.about, cases, windowDays, earlierProblemId: problem.earlierProblemId };
    return [problem, ProblemOpened.draft({ ...problem.fact(now), data })];
  }

  /** Null until it is analysed. */
  get responsible(): Person | null {
    if (this.responsibleEmployeeId === null) return null;
    return { employeeId: this.responsibleEmployeeId, department: this.responsibleDepartment! };
  }

  /** Throws when the state forbids it. */
  permit(action: ProblemAction): void {
    if (!allowedIn(this.state).includes(action))
      throw new ProblemStateForbids(action, this.state, allowedIn(this.state));
  }

  /** `rootCause`: sealed. */
  analyse(rootCause: string, responsible: Person, by: string, now: Date): EventDraft {
    this.permit('analyse');
    if (this.state === 'open') this.state = 'analysed';
    this.rootCause = rootCause;
    this.responsibleEmployeeId = responsible.employeeId;
    this.responsibleDepartment = responsible.department;
    this.analysedAt = now;
    this.analysedBy = by;
    return ProblemAnalysed.draft({ ...this.fact(now), data: { ...this.about, responsible } });
  }

  /** A further action ends the verification that goes on. */
  plan(action: PreventiveAction, now: Date): EventDraft {
    this.permit('plan_action');
    this.state = 'action_planned';
    this.actionAt = this.verifyUntil = this.toleratedPercent = null;
    return PreventiveActionPlanned.draft({ ...this.fact(now), data: this.told(action) });
  }

  /** After an action was done. `all`: every action of the problem, that one included; the last one begins the verification. */
  report(action: PreventiveAction, all: readonly PreventiveAction[], rule: ProblemRule, now: Date): EventDraft {
    this.permit('report_action');
    if (all.every(({ doneAt }) => doneAt !== null)) {
      this.state = 'verifying';
      this.round++;
      this.actionAt = new Date(Math.max(...all.map(({ doneAt }) => doneAt!.getTime())));
      this.verifyUntil = verificationEnd(rule, this.actionAt);
      this.toleratedPercent = rule.toleratedPercent;
    }
    const doneAt = action.doneAt!.toISOString();
    const verifiedAt = this.verifyUntil?.toISOString() ?? null;
    return PreventiveActionDone.draft({ ...this.fact(now), data: { ...this.told(action), doneAt, verifiedAt } });
  }

  /** It happened when it was due, whenever that is noticed. */
  overdue(action: PreventiveAction): EventDraft {
    return PreventiveActionOverdue.draft({ ...this.fact(action.dueAt), data: this.told(action) });
  }

  /** The end of a verification. `by`: null for the timer. */
  conclude(verification: Verification, by: string | null, now: Date): EventDraft {
    const data = { ...this.about, responsible: this.responsible!, ...verification.figures };
    if (!verification.effective) {
      this.state = 'analysed';
      this.actionAt = this.verifyUntil = this.toleratedPercent = null;
      return ProblemRecurred.draft({ ...this.fact(now), data });
    }
    this.state = 'closed';
    this.closedAt = now;
    this.closedBy = by;
    return ProblemClosed.draft({ ...this.fact(now), data: { ...data, outcome: 'effective' } });
  }

  private get about() {
    const { id: problemId, productId, causeId, causeCode } = this;
    return { problemId, productId, causeId, causeCode };
  }

  private told({ id: actionId, ownerEmployeeId: owner, dueAt }: PreventiveAction) {
    return { ...this.about, actionId, owner, dueAt: dueAt.toISOString(), responsible: this.responsible! };
  }

  private fact(time: Date) {
    return { customerId: null, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}
