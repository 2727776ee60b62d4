import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import type { ServiceCase } from '../cases/cases.service.js';
import type { CallbackTask } from './callback.entity.js';
import { CallbackTasks } from './callback-tasks.js';
import { CallbackImpossible, CallbackNotOpen, type CallerRefusal } from './callbacks.errors.js';
import { apartFrom, type CallbackRecord, CallbacksService } from './callbacks.service.js';
import { CallbackCallers } from './callers.service.js';

/** So long after the planned moment a call that was not made is overdue, in hours. */
export const hoursOfGrace = 4;

/** Who is to call: decided by hand, and anew where that one is not there when it is time. */
@Injectable()
export class CallbackAssignments {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly tasks: CallbackTasks,
    private readonly callers: CallbackCallers,
  ) {}

  /** Gives a task to somebody. @throws CallbackNotOpen, CallbackImpossible */
  async assign(tx: Tx, id: string, employeeId: string, user: User, now: Date): Promise<CallbackRecord> {
    const { kase, record } = await this.callbacks.lock(tx, id);
    const { task } = record;
    if (task.state !== 'open') throw new CallbackNotOpen(task.state);
    if (employeeId === task.assigneeEmployeeId) return record;
    const to = await this.fit(tx, kase, task, employeeId, user, now);
    const event = task.assign(to, 'by_hand', kase.customerId, now);
    await this.tasks.save(tx, task, event);
    await this.tasks.note(tx, kase, event, acting(user, kase));
    return this.callbacks.find(tx, id);
  }

  /**
   * Takes the task of a locked case from one of those whom the case turns out to be about, and gives it to somebody else.
   * It goes before that is stored: the database leaves no task to them, and tells nobody.
   */
  async recuse(tx: Tx, kase: ServiceCase, parties: string[], now: Date): Promise<void> {
    const task = await this.callbacks.openOf(tx, kase.id);
    if (!task?.assignee || !parties.includes(task.assignee.employeeId)) return;
    const { ownerEmployeeId, customerId } = kase;
    const apart = apartFrom({ ownerEmployeeId, complainedOf: parties }, task.handlerEmployeeId);
    const event = task.assign(await this.callers.choose(tx, apart, now), 'recusal', customerId, now);
    await this.tasks.save(tx, task, event);
    await this.tasks.note(tx, kase, event, null);
  }

  /** What the timer of a task stands for: reminds, tells that it is too late, and sees to it that somebody is there. */
  async pass(tx: Tx, id: string, epoch: number, now: Date): Promise<void> {
    const { kase, record } = await this.callbacks.lock(tx, id);
    const { task } = record;
    if (task.state !== 'open' || task.epoch !== epoch) return;
    const replaced = await this.replaceAbsent(tx, kase, task, now);
    const due = task.reminded === 'none' && now >= task.nextAttemptAt!;
    const late = task.reminded === 'due' && isOverdue(task, now);
    const reminders =
      due || late
        ? [task.remind(due ? 'due' : 'overdue', await this.recipients(tx, task, late), kase.customerId, now)]
        : [];
    const next = wakeAt(task);
    if (next) task.epoch++;
    await this.tasks.save(tx, task, ...replaced, ...reminders);
    if (next) await this.tasks.wake(tx, task, next);
  }

  private async replaceAbsent(tx: Tx, kase: ServiceCase, task: CallbackTask, now: Date) {
    const before = task.assigneeEmployeeId;
    if (before !== null && !(await this.callers.isAway(tx, before, now))) return [];
    const to = await this.callers.choose(tx, apartFrom(kase, task.handlerEmployeeId), now);
    if (to === null || to.employeeId === before) return [];
    const event = task.assign(to, before === null ? 'unassigned' : 'unavailable', kase.customerId, now);
    await this.tasks.note(tx, kase, event, null);
    return [event];
  }

  private async recipients(tx: Tx, { assigneeEmployeeId }: CallbackTask, late: boolean): Promise<string[]> {
    if (assigneeEmployeeId === null) return [];
    const supervisor = late ? (await this.callers.find(tx, assigneeEmployeeId))?.supervisorId : undefined;
    return supervisor ? [assigneeEmployeeId, supervisor] : [assigneeEmployeeId];
  }

  private async fit(
    tx: Tx,
    kase: ServiceCase,
    task: CallbackTask,
    employeeId: string,
    user: User,
    now: Date,
  ): Promise<Person> {
    const refuse = (reason: CallerRefusal): never => {
      throw new CallbackImpossible(reason);
    };
    if (employeeId === task.handlerEmployeeId) refuse('handler');
    if (kase.complainedOf.includes(employeeId)) refuse('complained_of');
    const employee = await this.callers.find(tx, employeeId);
    if (employee && !employee.active) refuse('not_active');
    if (await this.callers.isAway(tx, employeeId, now)) refuse('absent');
    if (employee) return { employeeId, department: employee.department };
    return employeeId === user.id ? acting(user, kase) : refuse('not_known');
  }
}

const overdueAt = ({ nextAttemptAt }: CallbackTask): Date =>
  new Date(nextAttemptAt!.getTime() + hoursOfGrace * 3_600_000);

const isOverdue = (task: CallbackTask, now: Date): boolean => hasNoClock(task) && now >= overdueAt(task);

/** The clock of the case measures the first call only. */
const hasNoClock = ({ attemptFrom }: CallbackTask): boolean => attemptFrom !== null;

/** When there is something to tell next; null: nothing. */
function wakeAt(task: CallbackTask): Date | null {
  if (task.reminded === 'none') return task.nextAttemptAt;
  return task.reminded === 'due' && hasNoClock(task) ? overdueAt(task) : null;
}
