import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import type { Addressee } from './audience.service.js';
import type { ProactiveAction } from './proactive-action.entity.js';
import { ProactiveRepository } from './proactive.repository.js';
import type { NewAssignee as TaskAssignee } from './proactive-task.entity.js';
import { spread } from './rules/action.js';

/** Roles whose holders speak with customers. */
const speakingRoles = ['agent', 'sales'] as const;

/** Who is to do each task. There is always somebody. */
@Injectable()
export class TaskAssignees {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly repository: ProactiveRepository,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** One for each customer, in their order. */
  async of(tx: Tx, action: ProactiveAction, customers: readonly Addressee[], now: Date): Promise<TaskAssignee[]> {
    if (action.assignTo === 'department') return this.spread(tx, action.assignDepartment!, customers.length, now);
    const byOwner = new Map<string | null, TaskAssignee>();
    for (const { ownerEmployeeId } of customers) {
      if (byOwner.has(ownerEmployeeId)) continue;
      byOwner.set(ownerEmployeeId, (await this.ofOwner(tx, ownerEmployeeId, now)) ?? (await this.onDuty(tx)));
    }
    return customers.map(({ ownerEmployeeId }) => byOwner.get(ownerEmployeeId)!);
  }

  /** Who takes over a task from somebody who has left or is away: the substitute, else somebody of the department, else who is on duty. */
  async after(tx: Tx, away: KnownEmployee, action: ProactiveAction, now: Date): Promise<TaskAssignee> {
    const substitute = await this.substituteOf(tx, away, now);
    if (substitute) return substitute;
    if (action.assignTo === 'owner') return this.onDuty(tx);
    return (await this.spread(tx, action.assignDepartment!, 1, now))[0]!;
  }

  /** The owner, or the substitute of an owner who is away; null: neither is there. */
  private async ofOwner(tx: Tx, ownerId: string | null, now: Date): Promise<TaskAssignee | null> {
    const owner = ownerId === null ? null : await this.employees.find(tx, ownerId);
    if (!owner?.active) return null;
    if (isThere(owner, now)) return { employeeId: owner.employeeId, department: owner.department, reason: 'owner' };
    return this.substituteOf(tx, owner, now);
  }

  private async substituteOf(tx: Tx, { substituteId }: KnownEmployee, now: Date): Promise<TaskAssignee | null> {
    const substitute = substituteId === null ? null : await this.employees.find(tx, substituteId);
    if (!substitute || !isThere(substitute, now)) return null;
    return { employeeId: substitute.employeeId, department: substitute.department, reason: 'substitute' };
  }

  private async spread(tx: Tx, department: string, count: number, now: Date): Promise<TaskAssignee[]> {
    const found = new Map<string, KnownEmployee>();
    for (const role of speakingRoles) {
      for (const one of await this.employees.availableIn(tx, department, role, now)) found.set(one.employeeId, one);
    }
    if (found.size === 0) return Array<TaskAssignee>(count).fill(await this.onDuty(tx));
    const counts = await this.repository.openCounts(tx, [...found.keys()]);
    const possible = [...found.keys()].map((employeeId) => ({
      employeeId,
      department,
      openTasks: counts.get(employeeId) ?? 0,
    }));
    return spread(possible, count).map(({ employeeId }) => ({ employeeId, department, reason: 'least_loaded' }));
  }

  private async onDuty(tx: Tx): Promise<TaskAssignee> {
    const employeeId = this.config.DUTY_OWNER;
    const department = (await this.employees.find(tx, employeeId))?.department ?? this.config.SERVICE_DEPARTMENT;
    return { employeeId, department, reason: 'duty_owner' };
  }
}

const isThere = ({ active, absentFrom, absentTo }: KnownEmployee, now: Date): boolean =>
  active && !(absentFrom !== null && absentFrom <= now && (absentTo === null || absentTo > now));
