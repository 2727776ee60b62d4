import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { HandoverBook, type ReadableHandover } from './handover-book.js';
import type { Handover, HandoverState } from './handover.entity.js';
import { HandoverAnswered, HandoverNotGiven, NeedsAdjudication } from './handovers.errors.js';
import { HandoversRepository } from './handovers.repository.js';
import { HandoversService } from './handovers.service.js';

/** What becomes of offers, for those who made them. */
@Injectable()
export class GivenOffers {
  constructor(
    private readonly repository: HandoversRepository,
    private readonly handovers: HandoversService,
    private readonly book: HandoverBook,
    private readonly cases: CasesService,
  ) {}

  /** Those that the user made, or that were made of the user's cases, in one state; the oldest first. */
  async list(
    tx: Tx,
    user: User,
    state: HandoverState,
    behind: string | null,
    limit: number,
  ): Promise<ReadableHandover[]> {
    return this.book.readables(tx, await this.repository.given(tx, user.id, state, behind, limit));
  }

  /** For who gave or is asked, and everybody who sees the case. @throws NotFound */
  async find(tx: Tx, id: string, viewer: User): Promise<ReadableHandover> {
    const handover = await this.seen(tx, id, viewer);
    return this.book.readable(tx, handover, await this.repository.numberOf(tx, handover.caseId));
  }

  /** Takes an offer back that nobody has answered. @throws NotFound, HandoverNotGiven, HandoverAnswered, NeedsAdjudication */
  async withdraw(tx: Tx, id: string, user: User, now: Date): Promise<ReadableHandover> {
    const { caseId } = await this.seen(tx, id, user);
    const kase = await this.cases.lock(tx, caseId, null);
    const handover = (await this.repository.find(tx, id))!;
    if (!maySpeakFor(user, handover, kase)) throw new HandoverNotGiven();
    if (handover.state === 'to_adjudicate') throw new NeedsAdjudication(id);
    if (handover.state !== 'offered') throw new HandoverAnswered(handover.state);
    const by = acting(user, kase);
    kase.permit('handover', by);
    await this.handovers.withdraw(tx, kase, now, user.id);
    const to = { employeeId: handover.toEmployeeId, department: handover.toDepartment };
    await this.cases.note(tx, kase, { type: 'case.handover-withdrawn', at: now, by, details: { handoverId: id, to } });
    return this.find(tx, id, user);
  }

  private async seen(tx: Tx, id: string, viewer: User): Promise<Handover> {
    const handover = await this.repository.find(tx, id);
    if (handover?.cause !== 'offer') throw new NotFound();
    const isAsked = handover.isFor(viewer) && ['offered', 'to_adjudicate'].includes(handover.state);
    const isParty = handover.isOf(viewer) || isAsked || handover.answeredBy === viewer.id;
    if (!isParty && !(await this.cases.isVisible(tx, handover.caseId, viewer))) throw new NotFound();
    return handover;
  }
}

/** Who made the offer, who owns the case, the supervisor there, and who decides over departments. */
const maySpeakFor = (user: User, handover: Handover, { ownerEmployeeId, ownerDepartment }: ServiceCase): boolean =>
  [handover.offeredBy, ownerEmployeeId].includes(user.id) ||
  (user.roles.includes('supervisor') && user.department === ownerDepartment) ||
  can(user, 'case:adjudicate');
