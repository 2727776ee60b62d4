import { EmployeeDirectory } from '@crm/directory';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { Handover } from './handover.entity.js';
import {
  HandoverAnswered,
  HandoverImpossible,
  HandoverNotYours,
  HandoverOpen,
  type Refusal,
} from './handovers.errors.js';
import { HandoversRepository } from './handovers.repository.js';

/** Whom a case is offered to, and why. */
export interface Offer {
  toDepartment: string;
  /** Null: anybody of the department. */
  toEmployeeId: string | null;
  reason: string;
}

/** An offer with its reasons in clear; null: their key was destroyed, or there is none. */
export interface ReadableHandover {
  handover: Handover;
  caseNumber: string;
  reason: string | null;
  declineReason: string | null;
}

const cellOf = (row: string, column: 'reason' | 'decline_reason') => ({ table: 'handover', column, row });

/** Nobody is bounced: a case changes its owner only by an offer that somebody accepts. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly repository: HandoversRepository,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly employees: EmployeeDirectory,
    private readonly cipher: FieldCipher,
  ) {}

  /** Offers a case on behalf of its owner. */
  async offer(tx: Tx, caseId: string, offer: Offer, user: User, now: Date): Promise<ReadableHandover> {
    const kase = await this.cases.lock(tx, caseId, user);
    const by = acting(user, kase);
    kase.permit('handover', by);
    const refusal = await this.refusalOf(tx, kase, offer, by);
    if (refusal) throw new HandoverImpossible(refusal);
    const open = await this.repository.open(tx, caseId);
    if (open) throw new HandoverOpen(open.id);
    const { toEmployeeId, toDepartment, reason } = offer;
    const handover = await this.add(tx, kase, { toEmployeeId, toDepartment, reason, offeredBy: user.id, now });
    const event = kase.offered(handover.id, { employeeId: toEmployeeId, department: toDepartment }, now);
    await this.cases.save(tx, kase, { events: [event], by, words: reason });
    await this.clocks.start(tx, kase, 'handover', now);
    return { handover, caseNumber: kase.number, reason, declineReason: null };
  }

  /** Makes the accepting user the owner. Of two at once, one wins. */
  async accept(tx: Tx, id: string, user: User, now: Date): Promise<ReadableHandover> {
    const { handover, kase } = await this.lockForAnswer(tx, id, user);
    const by = { employeeId: user.id, department: user.department ?? handover.toDepartment };
    if (user.id === kase.ownerEmployeeId) throw new HandoverImpossible('owner');
    if (user.id === handover.offeredBy) throw new HandoverImpossible('yourself');
    kase.permit('handover', by);
    handover.answer('accepted', user.id, now);
    await this.repository.save(tx, handover);
    const verdicts = await this.clocks.reached(tx, kase, ['handover'], now);
    await this.cases.save(
      tx,
      kase,
      { events: verdicts, by: null },
      { events: [kase.handOver(id, by, 'handover', now)], by },
    );
    return this.readable(tx, handover, kase.number);
  }

  /** Turns the offer down; the owner stays the owner. */
  async decline(tx: Tx, id: string, reason: string, user: User, now: Date): Promise<ReadableHandover> {
    const { handover, kase } = await this.lockForAnswer(tx, id, user);
    handover.answer('declined', user.id, now);
    handover.declineReason = await this.cipher.seal(tx, kase.subjectId, cellOf(id, 'decline_reason'), reason);
    await this.repository.save(tx, handover);
    const verdicts = await this.clocks.reached(tx, kase, ['handover'], now);
    const told = { events: [kase.declined(id, now)], by: acting(user, kase), words: reason };
    await this.cases.save(tx, kase, { events: verdicts, by: null }, told);
    return this.readable(tx, handover, kase.number);
  }

  /** Offers that wait for an answer of the user, oldest first. */
  async offeredTo(tx: Tx, user: User, behind: string | null, limit: number): Promise<ReadableHandover[]> {
    const rows = await this.repository.offeredTo(tx, user, behind, limit);
    const reasons = await this.cipher.openAll(
      tx,
      rows.map(({ handover }) => ({ cell: cellOf(handover.id, 'reason'), sealed: handover.reason })),
    );
    return rows.map((row, index) => ({ ...row, reason: reasons[index]!, declineReason: null }));
  }

  /** Ends the open offer of a locked case that needs no other owner any more; saves the case. */
  async withdraw(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const handover = await this.repository.open(tx, kase.id);
    if (!handover) return;
    handover.answer('withdrawn', null, now);
    await this.repository.save(tx, handover);
    await this.clocks.cancel(tx, kase, ['handover']);
    await this.cases.save(tx, kase, { events: [kase.declined(handover.id, now)], by: null });
  }

  /** 回避: takes a locked case from the owner whom a new complaint is about, and gives it to another one. */
  async recuse(tx: Tx, kase: ServiceCase, complainedOf: string, to: Person, now: Date): Promise<void> {
    await this.withdraw(tx, kase, now);
    kase.complainedOf = [...kase.complainedOf, complainedOf];
    const reason = 'complained_of';
    const target = { toEmployeeId: to.employeeId, toDepartment: to.department };
    const handover = await this.add(tx, kase, { ...target, reason, offeredBy: kase.ownerEmployeeId, now });
    handover.answer('accepted', null, now);
    await this.repository.save(tx, handover);
    await this.cases.save(tx, kase, { events: [kase.handOver(handover.id, to, 'recusal', now)], by: null });
  }

  private async add(tx: Tx, kase: ServiceCase, offer: Offer & { offeredBy: string; now: Date }): Promise<Handover> {
    const id = newId();
    const handover = Object.assign(new Handover(), {
      id,
      caseId: kase.id,
      state: 'offered',
      fromEmployeeId: kase.ownerEmployeeId,
      fromDepartment: kase.ownerDepartment,
      toEmployeeId: offer.toEmployeeId,
      toDepartment: offer.toDepartment,
      offeredBy: offer.offeredBy,
      offeredAt: offer.now,
      reason: await this.cipher.seal(tx, kase.subjectId, cellOf(id, 'reason'), offer.reason),
      answeredBy: null,
      answeredAt: null,
      declineReason: null,
    } satisfies Partial<Handover>);
    await this.repository.add(tx, handover);
    return handover;
  }

  /** Locks the case first, like every change of it, and reads the offer again behind the lock. */
  private async lockForAnswer(tx: Tx, id: string, user: User): Promise<{ handover: Handover; kase: ServiceCase }> {
    const seen = await this.repository.find(tx, id);
    if (!seen) throw new NotFound();
    if (!seen.isFor(user)) {
      throw (await this.cases.isVisible(tx, seen.caseId, user)) ? new HandoverNotYours() : new NotFound();
    }
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const handover = (await this.repository.find(tx, id))!;
    if (handover.state !== 'offered') throw new HandoverAnswered(handover.state);
    return { handover, kase };
  }

  private async refusalOf(tx: Tx, kase: ServiceCase, to: Offer, by: Person): Promise<Refusal | null> {
    const { toEmployeeId, toDepartment } = to;
    if (toEmployeeId === null) return null;
    if (toEmployeeId === kase.ownerEmployeeId) return 'owner';
    if (toEmployeeId === by.employeeId) return 'yourself';
    if (kase.complainedOf.includes(toEmployeeId)) return 'complained_of';
    // The card of a new employee may not have arrived yet: whoever is not known may still accept.
    const employee = await this.employees.find(tx, toEmployeeId);
    if (employee && !employee.active) return 'not_active';
    return employee && employee.department !== toDepartment ? 'other_department' : null;
  }

  private async readable(tx: Tx, handover: Handover, caseNumber: string): Promise<ReadableHandover> {
    const { id, reason, declineReason } = handover;
    return {
      handover,
      caseNumber,
      reason: await this.cipher.open(tx, cellOf(id, 'reason'), reason),
      declineReason: declineReason && (await this.cipher.open(tx, cellOf(id, 'decline_reason'), declineReason)),
    };
  }
}
