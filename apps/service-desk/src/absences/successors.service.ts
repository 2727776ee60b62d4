import { EmployeeDirectory, type KnownEmployee } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Person, Receiver } from '../cases/case.js';
import type { ServiceCase } from '../cases/cases.service.js';
import type { ServiceDeskConfig } from '../config.js';
import { OwnersService } from '../routing/owners.service.js';
import { isAbsent } from '../routing/rules/absence.js';

/** No line of substitutes is that long. */
const longestLine = 5;

/** Who takes over from somebody who is away. */
@Injectable()
export class SuccessorsService {
  constructor(
    private readonly employees: EmployeeDirectory,
    private readonly owners: OwnersService,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /**
   * The substitute; else the best agent of the department, a queue, or who is on duty. A case that waits in a queue stays
   * there. Null: there is nobody but the one who is away and those complained of.
   */
  async of(tx: Tx, employee: KnownEmployee, kase: ServiceCase, now: Date): Promise<Receiver | null> {
    const { employeeId } = employee;
    const barred = kase.complainedOf;
    const substitute = await this.substituteOf(tx, employee, barred, now);
    if (kase.queueId !== null) {
      const to = substitute ?? (await this.owners.onDuty(tx, [...barred, employeeId], now));
      const queue = { id: kase.queueId, since: kase.queuedAt!, rank: kase.queueRank! };
      return isFit(to, employeeId, kase) ? { ...to, department: kase.ownerDepartment, queue } : null;
    }
    if (substitute) return substitute;
    const { kind, level, productId, customerId, ownerDepartment } = kase;
    const about = { kind, level, productId, customerId, region: null, language: null };
    const department = ownerDepartment === this.config.SERVICE_DEPARTMENT ? {} : { department: ownerDepartment };
    const to = await this.owners.choose(tx, { about, barred, away: employeeId, recordedBy: null, ...department }, now);
    return isFit(to, employeeId, kase) ? to : null;
  }

  /** Who stands in by the card, or for that one in turn; null: nobody who is there and not complained of. */
  async substituteOf(tx: Tx, employee: KnownEmployee, barred: readonly string[], now: Date): Promise<Person | null> {
    const seen = [employee.employeeId];
    let next = employee.substituteId;
    while (next !== null && !seen.includes(next) && seen.length <= longestLine) {
      seen.push(next);
      const one = await this.employees.find(tx, next);
      if (!one) return null;
      const isThere = one.active && !isAbsent(one, now) && !barred.includes(next);
      if (isThere) return { employeeId: one.employeeId, department: one.department };
      next = one.substituteId;
    }
    return null;
  }
}

const isFit = ({ employeeId }: Person, away: string, { complainedOf }: ServiceCase): boolean =>
  employeeId !== away && !complainedOf.includes(employeeId);
