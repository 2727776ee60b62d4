import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Forbidden, NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { isAbsent } from '../routing/rules/absence.js';
import { Staff } from '../staff/staff.service.js';
import { HandoverBook, type ReadableHandover } from './handover-book.js';
import { HandoverAnswered, HandoverImpossible, HandoverNotBounced } from './handovers.errors.js';
import { HandoversRepository } from './handovers.repository.js';

/** Who is to answer for a case, and why. */
export interface Decision {
  employeeId: string;
  /** Null: as the card says. */
  department: string | null;
  reason: string;
}

/** Where two departments cannot agree the complaint centre decides, and nobody can decline that. */
@Injectable()
export class AdjudicationsService {
  constructor(
    private readonly repository: HandoversRepository,
    private readonly book: HandoverBook,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly staff: Staff,
  ) {}

  /** Offers that wait for a decision, oldest first. @throws Forbidden */
  async list(tx: Tx, user: User, behind: string | null, limit: number): Promise<ReadableHandover[]> {
    if (!can(user, 'case:adjudicate')) throw new Forbidden('case:adjudicate');
    const department = user.scope === 'all' ? null : (user.department ?? '');
    return this.book.readables(tx, await this.repository.toAdjudicate(tx, department, behind, limit));
  }

  /** Makes somebody the owner without asking, perhaps who is it already. Of two decisions at once, one counts. */
  async decide(tx: Tx, id: string, decision: Decision, user: User, now: Date): Promise<ReadableHandover> {
    const seen = await this.repository.find(tx, id);
    if (!seen || !(await this.cases.isVisible(tx, seen.caseId, user))) throw new NotFound();
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const handover = (await this.repository.find(tx, id))!;
    if (handover.state === 'offered') throw new HandoverNotBounced();
    if (handover.state !== 'to_adjudicate') throw new HandoverAnswered(handover.state);
    const by = acting(user, kase);
    kase.permit('handover', by);
    const to = await this.receiver(tx, decision, kase.complainedOf, now);
    Object.assign(handover, {
      ...{ state: 'adjudicated', decidedEmployeeId: to.employeeId, decidedDepartment: to.department },
      ...{ decidedBy: user.id, decidedAt: now },
      decisionReason: await this.book.seal(tx, kase, id, 'decision_reason', decision.reason),
    });
    await this.repository.save(tx, handover);
    const verdicts = await this.clocks.reached(tx, kase, ['handover'], now, by);
    const decided = { events: kase.adjudicate(id, to, by, now), by, words: decision.reason };
    await this.cases.save(tx, kase, { events: verdicts, by: null }, decided);
    return this.book.readable(tx, handover, kase.number);
  }

  private async receiver(
    tx: Tx,
    { employeeId, department }: Decision,
    complainedOf: readonly string[],
    now: Date,
  ): Promise<Person> {
    if (complainedOf.includes(employeeId)) throw new HandoverImpossible('complained_of');
    const employee = await this.staff.employee(tx, employeeId, '/to/employeeId');
    if (!employee.active) throw new HandoverImpossible('not_active');
    if (isAbsent(employee, now)) throw new HandoverImpossible('absent');
    if (department !== null && department !== employee.department) throw new HandoverImpossible('other_department');
    return { employeeId, department: employee.department };
  }
}
