import { defineEvent, type EventOf } from '../event.js';
import { flag, instant, list, nullable, optional, record, text } from '../schema.js';

const topics = ['oa.employee.v1'] as const;

export const OaEmployeeChanged = defineEvent({
  type: 'oa.employee.changed',
  version: 1,
  topics,
  thing: 'employee',
  summary: 'The OA has a new or changed employee; the whole present state.',
  data: record({
    employeeId: text("The employee's id in the OA, used as theirs everywhere."),
    name: text('Full name.'),
    departmentId: text("The department's id: 1 to 60 letters, digits, `.`, `_` or `-`."),
    supervisorId: optional(nullable(text('Who leads them; null or left out: nobody.'))),
    roles: optional(list(text('A role, for example `agent`.'), 'Roles; left out: none are changed.')),
    skills: optional(list(text('A skill.'), 'Skills; left out: none are changed.')),
    active: flag('False for a leaver.'),
    absence: optional(
      nullable(
        record(
          {
            from: instant('First moment of absence.'),
            to: nullable(instant('First moment back; null when it is not known.')),
            substituteId: optional(nullable(text('Who stands in; null or left out: nobody named.'))),
          },
          'The present or next absence; null: none; left out: unchanged.',
        ),
      ),
    ),
  }),
  example: {
    aggregateId: 'E1001',
    data: { employeeId: 'E1001', name: '王芳', departmentId: 'service', supervisorId: 'E1000', active: true },
  },
});
export type OaEmployeeChanged = EventOf<typeof OaEmployeeChanged>;

export const OaDepartmentChanged = defineEvent({
  type: 'oa.department.changed',
  version: 1,
  topics,
  thing: 'department',
  summary: 'The OA has a new or changed department; the whole present state.',
  data: record({
    departmentId: text("The department's id: 1 to 60 letters, digits, `.`, `_` or `-`."),
    name: text('Name of the department.'),
    parentId: optional(nullable(text('The department above; null or left out: it is at the top.'))),
    headId: optional(nullable(text('The employee who leads it; null or left out: nobody.'))),
  }),
  example: {
    aggregateId: 'service',
    data: { departmentId: 'service', name: '客户服务部', parentId: null, headId: 'E1000' },
  },
});
export type OaDepartmentChanged = EventOf<typeof OaDepartmentChanged>;
