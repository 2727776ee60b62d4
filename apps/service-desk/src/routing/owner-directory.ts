import { CustomerDirectory, EmployeeDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { isAbsent } from './rules/absence.js';

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

  /** Whether somebody has neither left nor is absent; whoever is not known, as a post, is there. */
  async isThere(tx: Tx, employeeId: string, at: Date): Promise<boolean> {
    const employee = await this.employees.find(tx, employeeId);
    return employee === null || (employee.active && !isAbsent(employee, at));
  }
}
