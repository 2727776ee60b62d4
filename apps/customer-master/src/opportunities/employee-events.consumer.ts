import type { EmployeeCard } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Leavers } from './leavers.service.js';

/** Who has left, by hand or by the OA: the service's own cards tell of both. */
@Controller()
export class EmployeeEventsConsumer {
  constructor(private readonly leavers: Leavers) {}

  @React('employee.card', { withinDays: 365 })
  async changed(tx: Tx, event: EmployeeCard): Promise<void> {
    const { employeeId, version, active } = event.data;
    if (!active) await this.leavers.leave(tx, employeeId, version, new Date(event.time));
  }
}
