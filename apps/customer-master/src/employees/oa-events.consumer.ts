import type { OaDepartmentChanged, OaEmployeeChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { DepartmentsService } from './departments.service.js';
import { EmployeesService } from './employees.service.js';

/** What the OA tells. Its whole history may be sent: only what is newer than the known state counts. */
@Controller()
export class OaEventsConsumer {
  constructor(
    private readonly employees: EmployeesService,
    private readonly departments: DepartmentsService,
  ) {}

  @React('oa.employee.changed', { withinDays: 'unlimited' })
  async employee(tx: Tx, event: OaEmployeeChanged): Promise<void> {
    const { employeeId, absence, ...facts } = event.data;
    const away = absence && {
      from: new Date(absence.from),
      to: absence.to ? new Date(absence.to) : null,
      substituteId: absence.substituteId ?? null,
    };
    await this.employees.describe(
      tx,
      employeeId,
      { ...facts, ...(absence !== undefined && { absence: away }) },
      new Date(event.time),
    );
  }

  @React('oa.department.changed', { withinDays: 'unlimited' })
  async department(tx: Tx, event: OaDepartmentChanged): Promise<void> {
    const { departmentId, name, parentId, headId } = event.data;
    await this.departments.describe(tx, departmentId, { name, parentId, head: headId }, new Date(event.time));
  }
}
