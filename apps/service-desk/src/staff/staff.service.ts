import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { DepartmentUnknown, EmployeeUnknown } from './staff.errors.js';

/**
 * Whom people can name: those of whom customer-master sent a card, the departments that these work or worked in, and what
 * the deployment names: the department that takes in, and the posts on duty.
 */
@Injectable()
export class Staff {
  constructor(
    private readonly employees: EmployeeDirectory,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** Null: no card. */
  find(tx: Tx, employeeId: string): Promise<KnownEmployee | null> {
    return this.employees.find(tx, employeeId);
  }

  /** @param pointer the field of the request that names the employee. @throws EmployeeUnknown */
  async employee(tx: Tx, employeeId: string, pointer: string): Promise<KnownEmployee> {
    const employee = await this.employees.find(tx, employeeId);
    if (!employee) throw new EmployeeUnknown(pointer, employeeId);
    return employee;
  }

  /** Who may be on duty: an employee, or one of the posts of the deployment. @throws EmployeeUnknown */
  async duty(tx: Tx, id: string, pointer: string): Promise<KnownEmployee | null> {
    const isPost = id === this.config.DUTY_OWNER || id === this.config.DUTY_DEPUTY;
    return isPost ? this.find(tx, id) : this.employee(tx, id, pointer);
  }

  /** @returns false: all of the department have left. @throws DepartmentUnknown */
  async department(tx: Tx, department: string, pointer: string): Promise<boolean> {
    const isStaffed = await this.employees.isStaffed(tx, department);
    if (isStaffed === null && department !== this.config.SERVICE_DEPARTMENT) {
      throw new DepartmentUnknown(pointer, department);
    }
    return isStaffed ?? true;
  }

  /** Whether anybody of a department is still here. */
  async isStaffed(tx: Tx, department: string): Promise<boolean> {
    return (await this.employees.isStaffed(tx, department)) ?? department === this.config.SERVICE_DEPARTMENT;
  }
}
