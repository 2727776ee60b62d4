import { ProactiveTaskClosed, ProactiveTaskDue } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { isAbsent } from '../routing/rules/absence.js';
import { Staff } from '../staff/staff.service.js';
import { AssigneeUnfit } from './proactive.errors.js';
import { ProactiveRepository } from './proactive.repository.js';
import { type ChangedTask, TaskChangesRepository } from './task-changes.repository.js';
import { TaskAssignees } from './task-assignees.js';

/** So many tasks in one transaction, or in one statement. */
const atOnce = 200;

/** What happens to tasks besides their end: they are given to somebody else, called to mind, cancelled. */
@Injectable()
export class TaskChanges {
  constructor(
    private readonly changes: TaskChangesRepository,
    private readonly repository: ProactiveRepository,
    private readonly assignees: TaskAssignees,
    private readonly staff: Staff,
    private readonly outbox: Outbox,
  ) {}

  /** Somebody gives a task to somebody else. @throws NotFound, TaskIsClosed, EmployeeUnknown, AssigneeUnfit */
  async assign(tx: Tx, id: string, employeeId: string, user: User, now: Date): Promise<void> {
    const record = await this.repository.findTask(tx, id, user, true);
    if (!record) throw new NotFound();
    const { task } = record;
    task.mustBeOpen();
    const { department, ...employee } = await this.staff.employee(tx, employeeId, '/employeeId');
    if (!employee.active) throw new AssigneeUnfit('not_active');
    if (isAbsent(employee, now)) throw new AssigneeUnfit('absent');
    if (user.scope !== 'all' && department !== user.department) throw new AssigneeUnfit('other_department');
    if (employeeId === task.assigneeEmployeeId) return;
    const event = task.assign({ employeeId, department, reason: 'by_hand' }, now);
    await this.repository.saveTask(tx, task);
    await this.outbox.append(tx, event);
  }

  /** What is open of a locked action is to be done no more. */
  async cancel(tx: Tx, actionId: string, by: string, now: Date): Promise<void> {
    const tasks = await this.changes.cancel(tx, actionId, by, now);
    const events = tasks.map((task) => {
      const data = { ...idsOf(task), outcome: 'cancelled' as const, caseId: null, by };
      return ProactiveTaskClosed.draft({ ...factOf(task, now), data });
    });
    for (let at = 0; at < events.length; at += atOnce) await this.outbox.append(tx, ...events.slice(at, at + atOnce));
  }

  /** Tells of some that are due soon. @returns whether there may be more */
  async remind(tx: Tx, actionId: string, now: Date): Promise<boolean> {
    const tasks = await this.changes.remind(tx, actionId, now, atOnce);
    const events = tasks.map((task) => {
      const assignee = { employeeId: task.assigneeEmployeeId, department: task.assigneeDepartment };
      const data = { ...idsOf(task), assignee, dueAt: task.dueAt.toISOString() };
      return ProactiveTaskDue.draft({ ...factOf(task, now), data });
    });
    if (events.length > 0) await this.outbox.append(tx, ...events);
    return tasks.length === atOnce;
  }

  /** Gives some open tasks of somebody who has left or is away to others. @returns whether there may be more */
  async handOn(tx: Tx, employeeId: string, now: Date): Promise<boolean> {
    const employee = await this.staff.find(tx, employeeId);
    if (!employee || (employee.active && !isAbsent(employee, now))) return false;
    const tasks = await this.changes.lockOpenOf(tx, employeeId, atOnce);
    let moved = 0;
    for (const task of tasks) {
      const action = (await this.repository.find(tx, task.actionId, null))!;
      const to = await this.assignees.after(tx, employee, action, now);
      if (to.employeeId === employeeId) continue;
      const event = task.assign(to, now);
      await this.repository.saveTask(tx, task);
      await this.outbox.append(tx, event);
      moved++;
    }
    return moved > 0 && tasks.length === atOnce;
  }
}

const idsOf = ({ id: taskId, actionId, customerId }: ChangedTask) => ({ taskId, actionId, customerId });
const factOf = ({ id: aggregateId, version: aggregateVersion, customerId }: ChangedTask, time: Date) => ({
  ...{ customerId, aggregateId, aggregateVersion, time },
});
