import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import type { ServiceDeskConfig } from '../config.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { nextCaller } from './rules/caller.js';

/** Roles whose holders call customers back; the later ones where nobody of the earlier ones is there. */
const callingRoles = ['agent', 'supervisor'] as const;

/** Who may call a customer back, and who does. */
@Injectable()
export class CallbackCallers {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly repository: CallbacksRepository,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** The available agent with the fewest call-backs, else a supervisor, else the duty owner; null: all of them are barred. */
  async choose(
    tx: Tx,
    apart: { barred: readonly string[]; avoided: readonly string[] },
    now: Date,
  ): Promise<Person | null> {
    for (const role of callingRoles) {
      const caller = await this.available(tx, role, apart, now);
      if (caller) return caller;
    }
    const onDuty = [this.config.DUTY_OWNER, this.config.DUTY_DEPUTY].find((id) => !apart.barred.includes(id));
    if (onDuty === undefined) return null;
    const department = (await this.employees.find(tx, onDuty))?.department ?? this.config.SERVICE_DEPARTMENT;
    return { employeeId: onDuty, department };
  }

  /** Whether an employee is away or has left. Whoever has no card yet counts as there. */
  async isAway(tx: Tx, employeeId: string, now: Date): Promise<boolean> {
    const employee = await this.employees.find(tx, employeeId);
    return employee !== null && (!employee.active || isAbsent(employee, now));
  }

  /** Null: not known. */
  find(tx: Tx, employeeId: string): Promise<KnownEmployee | null> {
    return this.employees.find(tx, employeeId);
  }

  private async available(
    tx: Tx,
    role: string,
    apart: { barred: readonly string[]; avoided: readonly string[] },
    now: Date,
  ): Promise<Person | null> {
    const employees = await this.employees.availableIn(tx, this.config.SERVICE_DEPARTMENT, role, now);
    const counts = await this.repository.openCounts(
      tx,
      employees.map(({ employeeId }) => employeeId),
    );
    const callers = employees.map(({ employeeId, department }) => ({
      employeeId,
      department,
      openCallbacks: counts.get(employeeId) ?? 0,
    }));
    const caller = nextCaller(callers, apart);
    return caller && { employeeId: caller.employeeId, department: caller.department };
  }
}

const isAbsent = ({ absentFrom, absentTo }: KnownEmployee, now: Date): boolean =>
  absentFrom !== null && absentFrom <= now && (absentTo === null || absentTo > now);
