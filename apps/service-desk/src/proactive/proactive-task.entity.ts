import { type EventDraft, ProactiveTaskAssigned, ProactiveTaskClosed, ProactiveTaskOpened } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TaskIsClosed } from './proactive.errors.js';
import type { AssigneeReason, TaskState } from './rules/action.js';

/** By what a customer fitted: those conditions of the action that say something. */
export interface Matched {
  level?: string;
  status?: string;
  department?: string;
  owner?: string | null;
  productIds?: string[];
  problemId?: string;
  named?: true;
}

/** Who is to do a task, and why. */
export interface NewAssignee {
  employeeId: string;
  department: string;
  reason: AssigneeReason;
}

/** Somebody is to speak with a customer. Its methods change the row and return what has happened. */
@Entity('proactive_task')
export class ProactiveTask {
  @PrimaryColumn('uuid') id: string;
  @Column('integer') version: number;
  @Column('uuid') actionId: string;
  /** The survivor when the task was made. */
  @Column('uuid') customerId: string;
  @Column('jsonb') matched: Matched;
  @Column('text') assigneeEmployeeId: string;
  @Column('text') assigneeDepartment: string;
  @Column('text') assigneeReason: AssigneeReason;
  @Column('timestamptz') dueAt: Date;
  @Column('text') state: TaskState;
  /** What came of it; sealed; null: nothing was said. */
  @Column('text', { nullable: true }) words: string | null;
  @Column('uuid', { nullable: true }) caseId: string | null;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) closedBy: string | null;
  /** When the assignee was told that it is due soon; null: not yet. */
  @Column('timestamptz', { nullable: true }) remindedAt: Date | null;

  static open(
    input: Pick<
      ProactiveTask,
      | 'id'
      | 'actionId'
      | 'customerId'
      | 'matched'
      | 'assigneeEmployeeId'
      | 'assigneeDepartment'
      | 'assigneeReason'
      | 'dueAt'
    >,
    now: Date,
  ): [ProactiveTask, EventDraft] {
    const closing = { words: null, caseId: null, closedAt: null, closedBy: null, remindedAt: null };
    const task = Object.assign(new ProactiveTask(), input, { version: 0, state: 'open' as const, ...closing });
    const assignee = { employeeId: task.assigneeEmployeeId, department: task.assigneeDepartment };
    const data = { ...task.ids, assignee, dueAt: task.dueAt.toISOString() };
    return [task, ProactiveTaskOpened.draft({ ...task.fact(now), data })];
  }

  /** @throws TaskIsClosed */
  mustBeOpen(): void {
    if (this.state !== 'open') throw new TaskIsClosed(this.state);
  }

  close(outcome: 'done' | 'skipped', by: string, caseId: string | null, now: Date): EventDraft {
    this.mustBeOpen();
    Object.assign(this, { state: outcome, caseId, closedAt: now, closedBy: by });
    return ProactiveTaskClosed.draft({ ...this.fact(now), data: { ...this.ids, outcome, caseId, by } });
  }

  /** Somebody else is to do it. */
  assign({ employeeId, department, reason }: NewAssignee, now: Date): EventDraft {
    const before = this.assigneeEmployeeId;
    Object.assign(this, { assigneeEmployeeId: employeeId, assigneeDepartment: department, assigneeReason: reason });
    const data = { ...this.ids, before, assignee: { employeeId, department }, dueAt: this.dueAt.toISOString() };
    return ProactiveTaskAssigned.draft({ ...this.fact(now), data });
  }

  private get ids() {
    return { taskId: this.id, actionId: this.actionId, customerId: this.customerId };
  }

  private fact(time: Date) {
    return { customerId: this.customerId, aggregateId: this.id, aggregateVersion: ++this.version, time };
  }
}
