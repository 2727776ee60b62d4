import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import type { Person, Receiver } from '../cases/case.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { isAbsent } from '../routing/rules/absence.js';
import { Staff } from '../staff/staff.service.js';
import { HandoverBook, type ReadableHandover } from './handover-book.js';
import type { Handover, Reassignment } from './handover.entity.js';
import {
  HandoverAnswered,
  HandoverImpossible,
  HandoverNotYours,
  HandoverOpen,
  NeedsAdjudication,
  type Refusal,
} from './handovers.errors.js';
import { HandoversRepository } from './handovers.repository.js';
import { declineBounces, mostBounces, offerBounces } from './rules/bounces.js';
import type { DeclineCode } from './rules/decline-codes.js';

/** Whom a case is offered to, and why. */
export interface Offer {
  toDepartment: string;
  /** Null: anybody of the department. */
  toEmployeeId: string | null;
  reason: string;
}

/** Whom a case is offered to. */
export interface Offered {
  employeeId: string | null;
  department: string;
}

export type { ReadableHandover };

/** Nobody is bounced: a case changes its owner only by an offer that somebody accepts. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly repository: HandoversRepository,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly staff: Staff,
    private readonly book: HandoverBook,
  ) {}

  /**
   * Offers a case on behalf of its owner. One that goes back to who gave it away bounces it; the second bounce is to be
   * decided on by the complaint centre, and who is asked does not come to see it.
   */
  async offer(tx: Tx, caseId: string, offer: Offer, user: User, now: Date): Promise<ReadableHandover> {
    const kase = await this.cases.lock(tx, caseId, user);
    const by = acting(user, kase);
    kase.permit('handover', by);
    const refusal = await this.refusalOf(tx, kase, offer, by, now);
    if (refusal) throw new HandoverImpossible(refusal);
    const open = await this.repository.open(tx, caseId);
    if (open) throw open.state === 'offered' ? new HandoverOpen(open.id) : new NeedsAdjudication(open.id);
    const before = await this.repository.bounces(tx, caseId, kase.cycle);
    const decides = can(user, 'case:adjudicate');
    if (before >= mostBounces && !decides) throw new NeedsAdjudication(null);
    const isReturn = !decides && (await this.repository.gaveAway(tx, kase, offer));
    const { bounce, isDecided } = offerBounces(before, isReturn);
    const row = { ...offer, offeredBy: user.id, now, isReturn, bounce };
    const handover = await this.book.add(tx, kase, row, isDecided ? 'to_adjudicate' : 'offered');
    const { toEmployeeId: employeeId, toDepartment: department, reason } = offer;
    const event = isDecided
      ? kase.toAdjudicate(handover.id, bounce!, now)
      : kase.offered(handover.id, { employeeId, department }, now);
    await this.cases.save(tx, kase, { events: [event], by, words: reason });
    await this.clocks.start(tx, kase, 'handover', now);
    return { handover, caseNumber: kase.number, reason, declineReason: null, decisionReason: null };
  }

  /** Makes the accepting user the owner. Of two at once, one wins. */
  async accept(tx: Tx, id: string, user: User, now: Date): Promise<ReadableHandover> {
    const { handover, kase, by } = await this.lockForAnswer(tx, id, user);
    const away = await this.awayAs(tx, user.id, now);
    if (away) throw new HandoverImpossible(away);
    handover.answer('accepted', user.id, now);
    await this.repository.save(tx, handover);
    const verdicts = await this.clocks.reached(tx, kase, ['handover'], now, by);
    await this.cases.save(
      tx,
      kase,
      { events: verdicts, by: null },
      { events: [kase.handOver(id, by, 'handover', now)], by },
    );
    return this.book.readable(tx, handover, kase.number);
  }

  /** Turns the offer down; the owner stays the owner. The second bounce is to be decided on, in a new round of the clock. */
  async decline(
    tx: Tx,
    id: string,
    reason: string,
    user: User,
    now: Date,
    code: DeclineCode = 'other',
  ): Promise<ReadableHandover> {
    const { handover, kase, by } = await this.lockForAnswer(tx, id, user);
    const before = await this.repository.bounces(tx, kase.id, kase.cycle);
    const { bounce, isDecided } = declineBounces(before, handover.bounce);
    handover.answer(isDecided ? 'to_adjudicate' : 'declined', user.id, now);
    handover.declineReason = await this.book.seal(tx, kase, id, 'decline_reason', reason);
    Object.assign(handover, { declineCode: code, bounce });
    await this.repository.save(tx, handover);
    const verdicts = await this.clocks.reached(tx, kase, ['handover'], now, by);
    const told = { events: [kase.declined(id, now)], by: acting(user, kase), words: reason };
    await this.cases.save(tx, kase, { events: verdicts, by: null }, told);
    if (isDecided) {
      await this.cases.save(tx, kase, { events: [kase.toAdjudicate(id, bounce, now)], by: null });
      await this.clocks.start(tx, kase, 'handover', now);
    }
    return this.book.readable(tx, handover, kase.number);
  }

  /** Who is asked by the offers of these cases that wait for an answer; a null employee: anybody of the department. */
  async askedOf(tx: Tx, caseIds: readonly string[]): Promise<Map<string, Offered>> {
    if (caseIds.length === 0) return new Map();
    const offers = await this.repository.offersOf(tx, caseIds);
    return new Map(
      offers.map(({ caseId, toEmployeeId: employeeId, toDepartment: department }) => [
        caseId,
        { employeeId, department },
      ]),
    );
  }

  /** Offers that wait for an answer of the user, oldest first. */
  async offeredTo(tx: Tx, user: User, behind: string | null, limit: number): Promise<ReadableHandover[]> {
    return this.book.readables(tx, await this.repository.offeredTo(tx, user, behind, limit));
  }

  /** Ends the open offer of a locked case that needs no other owner any more; saves the case. `by` null: the system. */
  async withdraw(tx: Tx, kase: ServiceCase, now: Date, by: string | null = null): Promise<void> {
    const handover = await this.repository.open(tx, kase.id);
    if (!handover) return;
    // Of one that was declined already everybody was told.
    const events = handover.state === 'offered' ? [kase.declined(handover.id, now)] : [];
    const { state, answeredBy } = handover;
    handover.answer('withdrawn', state === 'offered' ? by : answeredBy, now);
    await this.repository.save(tx, handover);
    await this.clocks.cancel(tx, kase, ['handover'], now);
    await this.cases.save(tx, kase, { events, by: null });
  }

  /** 回避: takes a locked case from its owner, who is one of those whom it is about now, and gives it to another one. */
  async recuse(tx: Tx, kase: ServiceCase, parties: string[], to: Receiver, now: Date): Promise<void> {
    await this.withdraw(tx, kase, now);
    kase.complainedOf = parties;
    await this.reassign(tx, kase, to, 'recusal', null, now);
  }

  /**
   * Gives a locked case to somebody who is not asked. An offer of it that waits for its answer is withdrawn, but not where
   * only somebody else stands for the giver: then it stands, unless it was made to the new owner. `by` null: the system.
   */
  async reassign(
    tx: Tx,
    kase: ServiceCase,
    to: Receiver,
    cause: Reassignment,
    by: Person | null,
    now: Date,
  ): Promise<void> {
    const isStandIn = cause === 'absence' || cause === 'left' || cause === 'queue_changed';
    const open = await this.repository.open(tx, kase.id);
    const isToNewOwner = open?.state === 'offered' && open.toEmployeeId === to.employeeId;
    if (open && (!isStandIn || isToNewOwner)) await this.withdraw(tx, kase, now);
    const target = { toEmployeeId: to.employeeId, toDepartment: to.department, cause };
    const offeredBy = by?.employeeId ?? kase.ownerEmployeeId;
    const handover = await this.book.add(tx, kase, { ...target, reason: cause, offeredBy, now }, 'accepted');
    const event = kase.handOver(handover.id, to, cause, now);
    await this.cases.save(tx, kase, { events: [event], by });
    await this.cases.noteRouting(tx, kase, to, now);
  }

  /** Takes back the offer of a locked case that nobody is left to answer; its owner learns of it. */
  async recall(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const open = await this.repository.open(tx, kase.id);
    if (open?.state !== 'offered') return;
    await this.withdraw(tx, kase, now);
    const to = { employeeId: null, department: open.toDepartment };
    const details = { handoverId: open.id, to };
    await this.cases.note(tx, kase, { type: 'case.handover-withdrawn', at: now, by: null, details });
  }

  /**
   * The one whom a locked case is offered to is away, or complained of now: the substitute is asked instead, or, where there is none who may have
   * it, anybody of the department, while anybody of it is left. The deadline for the answer stays.
   */
  async redirect(tx: Tx, kase: ServiceCase, away: string, substitute: Person | null, now: Date): Promise<void> {
    const handover = await this.repository.open(tx, kase.id);
    if (handover?.state !== 'offered' || handover.toEmployeeId !== away) return;
    const isFit = substitute !== null && ![kase.ownerEmployeeId, handover.offeredBy].includes(substitute.employeeId);
    if (!isFit && !(await this.staff.isStaffed(tx, handover.toDepartment))) return this.recall(tx, kase, now);
    handover.toEmployeeId = isFit ? substitute.employeeId : null;
    if (isFit) handover.toDepartment = substitute.department;
    await this.repository.save(tx, handover);
    const to = { employeeId: handover.toEmployeeId, department: handover.toDepartment };
    await this.cases.save(tx, kase, { events: [kase.offered(handover.id, to, now)], by: null });
  }

  /**
   * Locks the case first, like every change of it, and reads the offer again behind the lock. Who gives the case away, or is
   * complained of, does not answer for the department that is asked.
   */
  private async lockForAnswer(
    tx: Tx,
    id: string,
    user: User,
  ): Promise<{ handover: Handover; kase: ServiceCase; by: Person }> {
    const seen = await this.repository.find(tx, id);
    if (!seen) throw new NotFound();
    if (!seen.isFor(user)) {
      const isKnown = seen.isOf(user) || (await this.cases.isVisible(tx, seen.caseId, user));
      throw isKnown ? new HandoverNotYours() : new NotFound();
    }
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const handover = (await this.repository.find(tx, id))!;
    if (handover.state !== 'offered') throw new HandoverAnswered(handover.state);
    // Meanwhile somebody else may be asked instead.
    if (!handover.isFor(user)) throw new HandoverNotYours();
    if (user.id === kase.ownerEmployeeId) throw new HandoverImpossible('owner');
    if (user.id === handover.offeredBy) throw new HandoverImpossible('yourself');
    const by = { employeeId: user.id, department: user.department ?? handover.toDepartment };
    kase.permit('handover', by);
    return { handover, kase, by };
  }

  private async refusalOf(tx: Tx, kase: ServiceCase, to: Offer, by: Person, now: Date): Promise<Refusal | null> {
    const { toEmployeeId, toDepartment } = to;
    const isStaffed = await this.staff.department(tx, toDepartment, '/toDepartment');
    if (toEmployeeId === null) return isStaffed ? null : 'nobody_there';
    const employee = await this.staff.employee(tx, toEmployeeId, '/toEmployeeId');
    if (toEmployeeId === kase.ownerEmployeeId) return 'owner';
    if (toEmployeeId === by.employeeId) return 'yourself';
    if (kase.complainedOf.includes(toEmployeeId)) return 'complained_of';
    const away = await this.awayAs(tx, toEmployeeId, now);
    if (away) return away;
    return employee.department === toDepartment ? null : 'other_department';
  }

  /** Who acts is there, also where the card has not arrived yet. */
  private async awayAs(tx: Tx, employeeId: string, now: Date): Promise<'not_active' | 'absent' | null> {
    const employee = await this.staff.find(tx, employeeId);
    if (!employee) return null;
    return employee.active ? (isAbsent(employee, now) ? 'absent' : null) : 'not_active';
  }
}
