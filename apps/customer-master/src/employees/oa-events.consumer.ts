import type { OaDepartmentChanged, OaEmployeeChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { refuseTold } from '../refuse-told.js';
import { DepartmentsService } from './departments.service.js';
import { EmployeesService } from './employees.service.js';
import { oaFaults } from './rules/oa-faults.js';

/** What the OA tells. Its whole history may be sent: only what is newer than the known state counts. */
@Controller()
export class OaEventsConsumer {
  constructor(
    private readonly employees: EmployeesService,
    private readonly departments: DepartmentsService,
  ) {}

  @React('oa.employee.changed', { withinDays: 'unlimited' })
  async employee(tx: Tx, event: OaEmployeeChanged): Promise<void> {
    await refuseTold(tx, (now) => oaFaults(event, now));
    const { employeeId, absence, supervisorId = null, ...facts } = event.data;
    const away = absence && {
      from: new Date(absence.from),
      to: absence.to ? new Date(absence.to) : null,
      substituteId: absence.substituteId ?? null,
    };
    await this.employees.describe(
      tx,
      employeeId,
      // Whoever leads all others is often said to lead themselves.
      {
        ...facts,
        supervisorId: supervisorId === employeeId ? null : supervisorId,
        ...(absence !== undefined && { absence: away }),
      },
      new Date(event.time),
    );
  }

  @React('oa.department.changed', { withinDays: 'unlimited' })
  async department(tx: Tx, event: OaDepartmentChanged): Promise<void> {
    await refuseTold(tx, (now) => oaFaults(event, now));
    const { departmentId, name, parentId, headId } = event.data;
    await this.departments.describe(tx, departmentId, { name, parentId, head: headId }, new Date(event.time));
  }
}
