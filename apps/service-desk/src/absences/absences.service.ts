import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { isAbsent } from '../routing/rules/absence.js';
import { AbsencesRepository } from './absences.repository.js';
import { SuccessorsService } from './successors.service.js';

/** So much is handed on at once. */
const atOnce = 20;

/** Whether there is more to hand on: now, or when others let go of it. */
export type Progress = 'more' | 'wait' | 'done' | 'not_away';

/** What becomes of the work of somebody who is away. */
@Injectable()
export class AbsencesService {
  constructor(
    private readonly repository: AbsencesRepository,
    private readonly employees: EmployeeDirectory,
    private readonly cases: CasesService,
    private readonly handovers: HandoversService,
    private readonly successors: SuccessorsService,
  ) {}

  /** Hands on some of the open cases of somebody, and of the offers made to that one. Deadlines stay as they are. */
  async handOn(tx: Tx, employeeId: string, now: Date): Promise<Progress> {
    const employee = await this.employees.find(tx, employeeId);
    const reason = employee && reasonOf(employee, now);
    if (!reason) return 'not_away';
    const owned = await this.repository.lockOwned(tx, employeeId, atOnce);
    let moved = 0;
    for (const id of owned) {
      const kase = await this.cases.lock(tx, id, null);
      const successor = await this.successors.of(tx, employee, kase, now);
      if (!successor) continue;
      await this.handovers.reassign(tx, kase, successor, reason, null, now);
      moved++;
    }
    const offered = await this.repository.lockOffered(tx, employeeId, atOnce);
    for (const id of offered) {
      const kase = await this.cases.lock(tx, id, null);
      await this.handovers.redirect(tx, kase, employeeId, await this.substituteFor(tx, employee, kase, now), now);
    }
    const deserted = await this.recallFrom(tx, employee, now);
    const wasFull = [owned, offered, deserted].some(({ length }) => length === atOnce);
    // What others change just now was passed over; it is looked for again until it is free.
    const isLeft = wasFull || (await this.repository.othersHoldSome(tx, employeeId, owned));
    if (!isLeft) return 'done';
    if (moved + offered.length + deserted.length > 0) return 'more';
    // Of these, none has anybody else who may have it.
    return owned.length === atOnce ? 'done' : 'wait';
  }

  /** Gives a locked case to somebody else when its owner is away, where there is anybody who may have it. */
  async relieve(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const owner = await this.employees.find(tx, kase.ownerEmployeeId);
    const reason = owner && reasonOf(owner, now);
    const successor = reason && (await this.successors.of(tx, owner, kase, now));
    if (successor) await this.handovers.reassign(tx, kase, successor, reason, null, now);
  }

  /** Takes offers back that were made to the whole department of somebody who was the last of it. */
  private async recallFrom(tx: Tx, { department }: KnownEmployee, now: Date): Promise<string[]> {
    if ((await this.employees.isStaffed(tx, department)) !== false) return [];
    const ids = await this.repository.lockOfferedTo(tx, department, atOnce);
    for (const id of ids) await this.handovers.recall(tx, await this.cases.lock(tx, id, null), now);
    return ids;
  }

  private async substituteFor(tx: Tx, employee: KnownEmployee, kase: ServiceCase, now: Date) {
    const substitute = await this.successors.substituteOf(tx, employee, kase.complainedOf, now);
    return substitute?.employeeId === kase.ownerEmployeeId ? null : substitute;
  }
}

const reasonOf = (employee: KnownEmployee, at: Date): 'absence' | 'left' | null =>
  employee.active ? (isAbsent(employee, at) ? 'absence' : null) : 'left';
