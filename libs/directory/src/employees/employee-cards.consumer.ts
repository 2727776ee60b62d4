import type { EmployeeCard } from '@crm/contracts';
import { Project, ProjectTombstone } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';

const readModel = { name: 'employee-directory@1', tables: ['employee_card'] };

/** Keeps the latest card of every employee. */
@Controller()
export class EmployeeCardsConsumer {
  @Project('employee.card', { readModel })
  async keep(tx: Tx, event: EmployeeCard): Promise<void> {
    const card = event.data;
    await tx.query(
      `INSERT INTO employee_card (employee_id, version, department, supervisor_id, roles, skills, active, absent_from, absent_to, substitute_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (employee_id) DO UPDATE SET version = $2, department = $3, supervisor_id = $4, roles = $5, skills = $6,
         active = $7, absent_from = $8, absent_to = $9, substitute_id = $10
       WHERE employee_card.version < $2`,
      [
        card.employeeId,
        card.version,
        card.department,
        card.supervisorId,
        card.roles,
        card.skills,
        card.active,
        card.absence?.from ?? null,
        card.absence?.to ?? null,
        card.absence?.substituteId ?? null,
      ],
    );
  }

  @ProjectTombstone('crm.employee-card.v1', { readModel })
  async forget(tx: Tx, employeeId: string): Promise<void> {
    await tx.query('DELETE FROM employee_card WHERE employee_id = $1', [employeeId]);
  }
}
