import { Problem } from '@crm/platform/problem';

/** Nobody who is known has this id. */
export class EmployeeUnknown extends Problem {
  /** @param pointer the field of the request that names the employee, as a JSON pointer */
  constructor(pointer: string, employeeId: string) {
    super({
      type: 'employee-unknown',
      status: 422,
      titles: { zh: '没有这位员工', en: 'There is no such employee' },
      members: { pointer, employeeId },
    });
  }
}

/** No card of an employee names this department. */
export class DepartmentUnknown extends Problem {
  /** @param pointer the field of the request that names the department, as a JSON pointer */
  constructor(pointer: string, department: string) {
    super({
      type: 'department-unknown',
      status: 422,
      titles: { zh: '没有这个部门', en: 'There is no such department' },
      members: { pointer, department },
    });
  }
}
