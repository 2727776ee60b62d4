import {
  CallbackAssigned,
  type CallbackAssignmentReason,
  CallbackAttempted,
  CallbackCancelled,
  CallbackDue,
  CallbackOverdue,
  type CallbackOutcome,
  CallbackPlanned,
  CallbackPostponed,
  type EventDraft,
} from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Person } from '../cases/case.js';
import type { CallbackResult } from './rules/attempts.js';

/** open → done when the customer was asked, or three attempts failed; cancelled when the case is reopened before. */
export const callbackStates = ['open', 'done', 'cancelled'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** What was told of the planned call: that it is time, and that it is too late. */
export type Reminded = 'none' | 'due' | 'overdue';

/** The task to ask a customer whether a resolution helped (回访). Its methods change the row and return what has happened. */
@Entity('callback_task')
export class CallbackTask {
  @PrimaryColumn('uuid') id: string;
  /** Counts the events of the task: without gaps. */
  @Column('integer') version: number;
  @Column('uuid') caseId: string;
  @Column('integer') cycle: number;
  /** Who resolved the case and therefore must not ask. */
  @Column('text') handlerEmployeeId: string;
  /** That of its clock: the database keeps it so while the task is open. */
  @Column('timestamptz') dueAt: Date;
  @Column('text') state: CallbackState;
  @Column('text', { nullable: true }) outcome: CallbackResult | null;
  /** Who is to call: never the handler, never the one complained of. Null: nobody else is there. */
  @Column('text', { nullable: true }) assigneeEmployeeId: string | null;
  @Column('text', { nullable: true }) assigneeDepartment: string | null;
  /** The next call not before this instant; null: at once. */
  @Column('timestamptz', { nullable: true }) attemptFrom: Date | null;
  /** When the next call is planned for; null: none is. */
  @Column('timestamptz', { nullable: true }) nextAttemptAt: Date | null;
  /** How often the customer asked to be called at another time. */
  @Column('integer') postponements: number;
  /** Of the timer for the next call. */
  @Column('integer') epoch: number;
  @Column('text') reminded: Reminded;
  /** How satisfied the customer is, 1 to 5; null: not said. */
  @Column('smallint', { nullable: true }) score: number | null;
  @Column('timestamptz', { nullable: true }) completedAt: Date | null;
  @Column('text', { nullable: true }) completedByEmployeeId: string | null;
  @Column('text', { nullable: true }) completedByDepartment: string | null;

  static plan(
    task: Pick<CallbackTask, 'id' | 'caseId' | 'cycle' | 'handlerEmployeeId' | 'dueAt'> & { nextAttemptAt: Date },
    assignee: Person | null,
    customerId: string | null,
    now: Date,
  ): [CallbackTask, EventDraft] {
    const planned = Object.assign(new CallbackTask(), task, {
      version: 0,
      state: 'open' as const,
      outcome: null,
      assigneeEmployeeId: assignee?.employeeId ?? null,
      assigneeDepartment: assignee?.department ?? null,
      attemptFrom: null,
      postponements: 0,
      epoch: 1,
      reminded: 'none' as const,
      score: null,
      completedAt: null,
      completedByEmployeeId: null,
      completedByDepartment: null,
    });
    const times = { dueAt: task.dueAt.toISOString(), nextAttemptAt: task.nextAttemptAt.toISOString() };
    const data = { ...planned.ids, assignee, ...times };
    return [planned, CallbackPlanned.draft({ ...planned.fact(customerId, now), data })];
  }

  get assignee(): Person | null {
    if (this.assigneeEmployeeId === null) return null;
    return { employeeId: this.assigneeEmployeeId, department: this.assigneeDepartment! };
  }

  assign(to: Person | null, reason: CallbackAssignmentReason, customerId: string | null, now: Date): EventDraft {
    const before = this.assignee;
    this.assigneeEmployeeId = to?.employeeId ?? null;
    this.assigneeDepartment = to?.department ?? null;
    const data = { ...this.ids, assignee: to, before, reason };
    return CallbackAssigned.draft({ ...this.fact(customerId, now), data });
  }

  /** A call that reached nobody; another one is planned. */
  tryAgain(
    call: { number: number; outcome: CallbackOutcome; by: Person },
    next: { from: Date; at: Date },
    customerId: string | null,
    now: Date,
  ): EventDraft {
    this.replan(next);
    const data = { ...this.ids, ...call, nextAttemptAt: next.at.toISOString() };
    return CallbackAttempted.draft({ ...this.fact(customerId, now), data });
  }

  postpone(to: Date, by: Person, customerId: string | null, now: Date): EventDraft {
    this.postponements++;
    this.replan({ from: to, at: to });
    return CallbackPostponed.draft({
      ...this.fact(customerId, now),
      data: { ...this.ids, by, nextAttemptAt: to.toISOString() },
    });
  }

  finish(result: CallbackResult, score: number | null, by: Person, now: Date): void {
    this.state = 'done';
    this.outcome = result;
    this.score = score;
    this.completedAt = now;
    this.completedByEmployeeId = by.employeeId;
    this.completedByDepartment = by.department;
    this.attemptFrom = null;
    this.nextAttemptAt = null;
  }

  cancel(customerId: string | null, now: Date): EventDraft {
    this.state = 'cancelled';
    this.attemptFrom = null;
    this.nextAttemptAt = null;
    const data = { ...this.ids, assignee: this.assignee };
    return CallbackCancelled.draft({ ...this.fact(customerId, now), data });
  }

  remind(what: 'due' | 'overdue', to: string[], customerId: string | null, now: Date): EventDraft {
    this.reminded = what;
    const data = { ...this.ids, nextAttemptAt: this.nextAttemptAt!.toISOString(), to };
    return (what === 'due' ? CallbackDue : CallbackOverdue).draft({ ...this.fact(customerId, now), data });
  }

  private replan({ from, at }: { from: Date; at: Date }): void {
    this.attemptFrom = from;
    this.nextAttemptAt = at;
    this.reminded = 'none';
    this.epoch++;
  }

  private get ids() {
    return { callbackId: this.id, caseId: this.caseId, cycle: this.cycle };
  }

  private fact(customerId: string | null, time: Date) {
    return { customerId, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}

/** One call. */
@Entity('callback_attempt')
export class CallbackAttempt {
  @PrimaryColumn('uuid') taskId: string;
  @PrimaryColumn('integer') number: number;
  @Column('timestamptz') at: Date;
  @Column('text') byEmployeeId: string;
  @Column('text') byDepartment: string;
  @Column('text') outcome: CallbackOutcome;
  /** From 1 to 5; null: not said. */
  @Column('smallint', { nullable: true }) score: number | null;
  /** The next call not before this instant; null: none follows. */
  @Column('timestamptz', { nullable: true }) againFrom: Date | null;
}
