import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { actingFor, headOf, leaderOf, type Listener } from './rules/listeners.js';
import { Staff } from './staff.service.js';

export type { Listener };

/** Who does, or oversees, whose work. Where nobody is known as an employee, everybody is taken at their word. */
@Injectable()
export class Colleagues {
  constructor(private readonly staff: Staff) {}

  /** Refuses work for somebody who has left, or whom nobody knows. @throws ValidationFailed at `pointer` */
  async refuseAbsentees(tx: Tx, id: string, pointer: string): Promise<void> {
    const employee = await this.staff.colleague(tx, id);
    if (employee ? employee.active : !(await this.staff.knows(tx, '')).employees) return;
    throw new ValidationFailed([{ pointer, message: nobody }]);
  }

  /** Refuses somebody whom nobody knows; who has left since may have done it. @throws ValidationFailed at `pointer` */
  async refuseUnknown(tx: Tx, id: string, pointer: string): Promise<void> {
    if ((await this.staff.colleague(tx, id)) || !(await this.staff.knows(tx, '')).employees) return;
    throw new ValidationFailed([{ pointer, message: nobody }]);
  }

  async departmentOf(tx: Tx, id: string): Promise<string | null> {
    return (await this.staff.colleague(tx, id))?.departmentId ?? null;
  }

  /** Whether somebody is known to have left. */
  async hasLeft(tx: Tx, id: string): Promise<boolean> {
    return (await this.staff.colleague(tx, id))?.active === false;
  }

  /** Who does somebody's work now: they, a substitute, or who leads them. */
  async actingFor(tx: Tx, id: string, now: Date): Promise<Listener | null> {
    return actingFor(id, await this.around(tx, id), now);
  }

  /** Who leads somebody; of somebody unknown, who leads the department. */
  async leaderOf(tx: Tx, id: string, department: string, now: Date): Promise<Listener | null> {
    const known = await this.around(tx, id, department);
    return leaderOf(id, known, now) ?? headOf(department, known, now, id);
  }

  async headOf(tx: Tx, department: string, now: Date): Promise<Listener | null> {
    return headOf(department, await this.staff.around(tx, [], [department]), now);
  }

  private async around(tx: Tx, id: string, department?: string) {
    const own = await this.departmentOf(tx, id);
    return this.staff.around(
      tx,
      [id],
      [own, department].flatMap((each) => each ?? []),
    );
  }
}

const nobody = { zh: '没有此在职员工', en: 'is nobody who works here' };
