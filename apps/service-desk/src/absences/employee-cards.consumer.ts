import type { EmployeeCard } from '@crm/contracts';
import { React } from '@crm/messaging';
import { databaseNow, Timers, type Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { assigneeAwayTimer } from '../proactive/task-timers.js';
import { awayTimer } from './absence-timers.js';

/** Sees to it that the cases and tasks of somebody who leaves, or is going to be absent, are handed on at that moment. */
@Controller()
export class EmployeeCardsConsumer {
  constructor(private readonly timers: Timers) {}

  @React('employee.card', { withinDays: 30 })
  async changed(tx: Tx, { data }: EmployeeCard): Promise<void> {
    const { employeeId, version, active, absence } = data;
    if (active && absence === null) return;
    const now = await databaseNow(tx);
    const from = active ? new Date(absence!.from) : now;
    const dueAt = from > now ? from : now;
    const timer = { aggregateId: employeeId, epoch: version, dueAt };
    await this.timers.armAll(tx, [
      { kind: awayTimer, ...timer },
      { kind: assigneeAwayTimer, ...timer },
    ]);
  }
}
