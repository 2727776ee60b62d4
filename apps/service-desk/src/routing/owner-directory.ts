import { CustomerDirectory, EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { isAbsent } from './rules/absence.js';

const standInRoles = ['complaint-centre', 'supervisor', 'agent'] as const;

/** What is known of those who may own a case. */
@Injectable()
export class OwnerDirectory {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly customers: CustomerDirectory,
  ) {}

  async ownerOfCustomer(tx: Tx, customerId: string): Promise<string | null> {
    return (await this.customers.find(tx, customerId))?.ownerEmployeeId ?? null;
  }

  async departmentOf(tx: Tx, employeeId: string): Promise<string | null> {
    return (await this.employees.find(tx, employeeId))?.department ?? null;
  }

  /**
   * Somebody of a department for whom nobody else is there: a head of the complaint centre, else a supervisor, else an
   * agent; who is present goes first. Null: all are barred, or none is known.
   */
  async standIn(tx: Tx, department: string, barred: readonly string[], at: Date): Promise<string | null> {
    const absent: string[] = [];
    for (const role of standInRoles) {
      for (const employee of await this.employees.activeIn(tx, department, role, [])) {
        if (barred.includes(employee.employeeId)) continue;
        if (!isAbsent(employee, at)) return employee.employeeId;
        absent.push(employee.employeeId);
      }
    }
    return absent[0] ?? null;
  }

  /** Whether somebody has neither left nor is absent; whoever is not known, as a post, is there. */
  async isThere(tx: Tx, employeeId: string, at: Date): Promise<boolean> {
    const employee = await this.employees.find(tx, employeeId);
    return employee === null || (employee.active && !isAbsent(employee, at));
  }
}
