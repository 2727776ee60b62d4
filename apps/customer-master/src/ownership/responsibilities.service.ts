import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';
import { Staff } from '../employees/staff.service.js';
import { type Responsible, responsibleFor, superiorOf } from './rules/responsible.js';

/** Who answers for customers at a moment. Nothing of it is stored: an absence begins and ends by itself. */
@Injectable()
export class Responsibilities {
  constructor(private readonly staff: Staff) {}

  async of(tx: Tx, owners: readonly Owner[], now: Date): Promise<(owner: Owner) => Responsible> {
    const employees = [...new Set(owners.flatMap(({ employeeId }) => employeeId ?? []))];
    const departments = [...new Set(owners.map(({ department }) => department))];
    const around = await this.staff.around(tx, employees, departments);
    return (owner) => responsibleFor(owner, around, now);
  }

  /** Who may decide about a customer besides its owner: who answers for it now, the owner's supervisor and the head of the department. */
  async deciding(tx: Tx, owner: Owner, now: Date): Promise<string[]> {
    const around = await this.staff.around(tx, owner.employeeId === null ? [] : [owner.employeeId], [owner.department]);
    const holder = around.people.get(owner.employeeId ?? '');
    const { employeeId: responsible } = responsibleFor(owner, around, now);
    return [responsible, holder?.supervisorId, around.departments.get(owner.department)?.head].flatMap(
      (id) => id ?? [],
    );
  }

  /** Who is to be told when something about a customer got stuck: the owner's supervisor, else the head of the department. */
  async superiorOf(tx: Tx, owner: Owner): Promise<string | null> {
    const around = await this.staff.around(tx, owner.employeeId === null ? [] : [owner.employeeId], [owner.department]);
    return superiorOf(owner, around);
  }
}
