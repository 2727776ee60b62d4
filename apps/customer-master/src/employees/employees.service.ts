import { Outbox } from '@crm/messaging';
import { databaseNow, Timers, type Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type Absence, Employee, type EmployeeFacts } from './employee.entity.js';

/** Fires once somebody has left; its aggregate is the employee, its epoch the version in which they had. */
export const leaverTimer = 'employee.left';

/** Employees as the OA knows them, or as they are kept by hand where there is no OA. */
@Injectable()
export class EmployeesService {
  constructor(
    private readonly outbox: Outbox,
    private readonly timers: Timers,
  ) {}

  /** Creates or changes an employee. What is older than the known state, or nothing new, changes nothing. */
  async describe(
    tx: Tx,
    id: string,
    facts: EmployeeFacts & { absence?: Absence | null },
    observedAt: Date,
  ): Promise<{ employee: Employee; created: boolean }> {
    const known = await this.lock(tx, id);
    const employee = known ?? Employee.named(id);
    const described = employee.describe(facts, observedAt);
    const moved = facts.absence !== undefined && employee.beAbsent(facts.absence, observedAt);
    if (described || moved) await this.keep(tx, employee);
    return { employee, created: !known };
  }

  /** @throws NotFound */
  async setAbsence(tx: Tx, id: string, absence: Absence | null, now: Date): Promise<Employee> {
    const employee = await this.lock(tx, id);
    if (!employee) throw new NotFound();
    if (employee.beAbsent(absence, now)) await this.keep(tx, employee);
    return employee;
  }

  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<Employee> {
    const employee = await tx.getRepository(Employee).findOneBy({ id });
    if (!employee) throw new NotFound();
    return employee;
  }

  /** The employee behind a token; null for a subject that is no employee. */
  findOrNull(tx: Tx, id: string): Promise<Employee | null> {
    return tx.getRepository(Employee).findOneBy({ id });
  }

  private async keep(tx: Tx, employee: Employee): Promise<void> {
    await tx.getRepository(Employee).save(employee);
    await this.outbox.append(tx, employee.card());
    if (employee.active) return;
    const timer = { kind: leaverTimer, aggregateId: employee.id, epoch: employee.version };
    await this.timers.arm(tx, { ...timer, dueAt: await databaseNow(tx) });
  }

  /** Also for an id that does not exist yet: two first facts about one employee must not overtake each other. */
  private async lock(tx: Tx, id: string): Promise<Employee | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('employee:' || $1, 0))`, [id]);
    return tx.getRepository(Employee).findOneBy({ id });
  }
}
