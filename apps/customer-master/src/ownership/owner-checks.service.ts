import type { Tx } from '@crm/persistence';
import { type FieldError, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';
import { Staff } from '../employees/staff.service.js';

/** Makes sure that an owner whom somebody names is one: what a deployment does not know it cannot doubt. */
@Injectable()
export class OwnerChecks {
  constructor(private readonly staff: Staff) {}

  /**
   * The owner with the department filled in from the employee, where only that was named.
   * @param names of the fields, for the pointers of faults
   * @throws ValidationFailed
   */
  async owner(
    tx: Tx,
    wish: { employeeId: string | null; department: string | null },
    names = { employeeId: '/employeeId', department: '/department' },
  ): Promise<Owner> {
    const employee = wish.employeeId === null ? null : await this.staff.colleague(tx, wish.employeeId);
    const department = wish.department ?? employee?.departmentId;
    if (department === undefined) throw new ValidationFailed([{ pointer: names.department, message: whichDepartment }]);
    const known = await this.staff.knows(tx, department);
    const faults: FieldError[] = [];
    if (known.departments && !known.department) faults.push({ pointer: names.department, message: noSuchDepartment });
    const fault = (message: FieldError['message']) => faults.push({ pointer: names.employeeId, message });
    if (wish.employeeId !== null && known.employees) {
      if (!employee) fault(noSuchEmployee);
      else if (!employee.active) fault(hasLeft);
      else if (employee.departmentId !== department) fault(worksElsewhere);
    }
    if (faults.length > 0) throw new ValidationFailed(faults);
    return { employeeId: wish.employeeId, department };
  }

  /** Somebody who works here, in whichever department. @throws ValidationFailed */
  async employee(tx: Tx, id: string, pointer: string): Promise<void> {
    const employee = await this.staff.colleague(tx, id);
    if (!employee && !(await this.staff.knows(tx, '')).employees) return;
    const message = !employee ? noSuchEmployee : !employee.active ? hasLeft : null;
    if (message) throw new ValidationFailed([{ pointer, message }]);
  }

  async hasLeft(tx: Tx, employeeId: string): Promise<boolean> {
    return (await this.staff.colleague(tx, employeeId))?.active === false;
  }

  /** Whether the owner is still one: an employee may have left, or moved, in between. */
  async isPossible(tx: Tx, owner: Owner): Promise<boolean> {
    try {
      await this.owner(tx, owner);
      return true;
    } catch (error) {
      if (error instanceof ValidationFailed) return false;
      throw error;
    }
  }
}

const whichDepartment = { zh: '须指明部门', en: 'is needed where the employee is not known' };
const noSuchDepartment = { zh: '没有此部门', en: 'there is no such department' };
const noSuchEmployee = { zh: '没有此员工', en: 'there is no such employee' };
const hasLeft = { zh: '该员工已离职', en: 'has left' };
const worksElsewhere = { zh: '该员工不属于该部门', en: 'works in another department' };
