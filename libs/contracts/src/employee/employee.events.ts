import { defineEvent, type EventOf } from '../event.js';
import { flag, instant, integer, list, nullable, record, text } from '../schema.js';

/** What every service needs to know of an employee, latest state only. No name: screens ask customer-master for it. */
export const EmployeeCard = defineEvent({
  type: 'employee.card',
  version: 1,
  topics: ['crm.employee-card.v1'],
  thing: 'employee',
  summary: 'The latest card of one employee.',
  data: record({
    employeeId: text("The employee's id, the `sub` of their token."),
    version: integer('Rises with every card of this employee.', { minimum: 1 }),
    department: text("The department's id."),
    supervisorId: nullable(text('Whom open work goes to when nobody else can take it; null at the top.')),
    roles: list(text('A role as in tokens, for example `agent`.'), 'What the employee may be asked to do.'),
    skills: list(text('A skill, for example `claims`.'), 'What the employee knows.'),
    active: flag('False for a leaver.'),
    absence: nullable(
      record(
        {
          from: instant('First moment of absence.'),
          to: nullable(instant('First moment back; null when it is not known.')),
          substituteId: nullable(text('Who stands in; null when nobody does.')),
        },
        'The present or next absence; null when none is known.',
      ),
    ),
  }),
  example: {
    aggregateId: 'E1001',
    data: {
      employeeId: 'E1001',
      version: 1,
      department: 'service',
      supervisorId: 'E1000',
      roles: ['agent'],
      skills: ['coal', 'claims'],
      active: true,
      absence: null,
    },
  },
});
export type EmployeeCard = EventOf<typeof EmployeeCard>;

export const DepartmentChanged = defineEvent({
  type: 'department.changed',
  version: 1,
  topics: ['crm.customer.v1'],
  thing: 'department',
  summary: 'A department is new, or has another name, head or place; the whole present state.',
  forOutside: 'For systems that route work by department.',
  data: record({
    departmentId: text("The department's id."),
    name: text('Name of the department.'),
    parentId: nullable(text('The department above; null at the top.')),
    headId: nullable(text('The employee who leads it; null: nobody.')),
    version: integer('Rises with every change.', { minimum: 1 }),
  }),
  example: {
    customerId: null,
    aggregateId: 'service',
    data: { departmentId: 'service', name: '客户服务部', parentId: null, headId: 'E1000', version: 1 },
  },
});
export type DepartmentChanged = EventOf<typeof DepartmentChanged>;
