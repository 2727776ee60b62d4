import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { type IntakeFacts, IntakesService } from '../intakes/intakes.service.js';
import { ArrivalsService } from '../reception/arrivals.service.js';
import { MovedContacts } from './moved-contacts.service.js';
import { CaseIsOver, IntakeMovedMeanwhile, LastIntake } from './moves.errors.js';
import { openedWith, type Saying, without } from './rules/remaining.js';

/** Where a contact went. */
export interface Move {
  intakeId: string;
  caseId: string;
  /** The case that it belonged to; equal to `caseId` when it belonged there already. */
  fromCaseId: string;
}

/** Puts right what recognition got wrong: a contact goes to another case, or to one of its own. */
@Injectable()
export class MovesService {
  constructor(
    private readonly intakes: IntakesService,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly arrivals: ArrivalsService,
    private readonly contacts: MovedContacts,
  ) {}

  /** Gives a contact to a case. Whoever does that has to see both cases. A case that has nothing else ends in that one. */
  async attach(tx: Tx, caseId: string, intakeId: string, user: User, now: Date): Promise<Move> {
    const seen = await this.intakes.find(tx, intakeId);
    const cases = await this.lock(tx, [caseId, ...(seen && seen.caseId !== caseId ? [seen.caseId] : [])], user);
    const intake = await this.intakes.find(tx, intakeId);
    if (!seen || !intake) throw new NotFound();
    const move = { intakeId, caseId, fromCaseId: seen.caseId };
    if (intake.caseId === caseId && seen.caseId === caseId) return move;
    if (intake.caseId !== seen.caseId) throw new IntakeMovedMeanwhile(intake.caseId);
    const [from, to] = [cases.get(seen.caseId)!, cases.get(caseId)!];
    for (const kase of [from, to]) requireOpen(kase, user);
    await this.contacts.permit(tx, intake, from, to);
    if (await this.isAll(tx, from)) {
      await this.contacts.giveLast(tx, intake, from, to, user, now);
      return move;
    }
    await this.letGo(tx, from, intake, to, user, now);
    await this.arrivals.hearOf(tx, to, intake, user, now);
    await this.take(tx, to, intake, from.id, user, now);
    return move;
  }

  /** Opens a case with a contact of another one. Its clocks count from when the contact was received. */
  async detach(tx: Tx, caseId: string, intakeId: string, user: User, now: Date): Promise<Move> {
    const from = (await this.lock(tx, [caseId], user)).get(caseId)!;
    const intake = await this.intakes.find(tx, intakeId);
    if (intake?.caseId !== caseId) throw new NotFound();
    requireOpen(from, user);
    // A person said that the two are not the same: the database shall not take them for it.
    const caller = { customerId: await this.contacts.customerOf(tx, intake, from), contactKey: intake.contactKey };
    const to = await this.arrivals.open(tx, intake, caller, false, user, now);
    await this.letGo(tx, from, intake, to, user, now);
    await this.take(tx, to, intake, from.id, user, now);
    return { intakeId, caseId: to.id, fromCaseId: caseId };
  }

  /** In one order, so that two who need the same cases do not wait for each other. */
  private async lock(tx: Tx, ids: string[], user: User): Promise<Map<string, ServiceCase>> {
    const locked = new Map<string, ServiceCase>();
    for (const id of [...ids].sort()) locked.set(id, await this.cases.lock(tx, id, user));
    return locked;
  }

  /** Whether a case is one contact, and began with it. */
  private async isAll(tx: Tx, { id, origin }: ServiceCase): Promise<boolean> {
    if (origin !== 'intake' || (await this.intakes.factsOf(tx, id)).length > 1) return false;
    return (await this.cases.partsOf(tx, id)).length === 1;
  }

  private async letGo(tx: Tx, kase: ServiceCase, intake: IntakeFacts, to: ServiceCase, user: User, now: Date) {
    const rest = (await this.intakes.factsOf(tx, kase.id)).filter(({ id }) => id !== intake.id);
    // A case for a follow-up began without a contact.
    if (rest.length === 0 && kase.origin === 'intake') throw new LastIntake(kase.id);
    await this.contacts.give(tx, intake, to);
    const { sayings, always } = await this.others(tx, kase);
    const left = without(sayingOf(intake), [...rest.map(sayingOf), ...sayings], kase, always);
    // What an assessment says of the product was not said by the contact alone.
    const productId = kase.causeId === null ? left.productId : kase.productId;
    if (left.orderId !== kase.orderId || productId !== kase.productId) kase.sole = false;
    kase.orderId = left.orderId;
    kase.productId = productId;
    kase.complainedOf = [...left.complainedOf];
    const restarts = await this.begin(tx, kase, left.openedAt, now);
    const by = acting(user, kase);
    const told = { events: [kase.lost(intake.id, to.id, by, now)], by };
    await this.cases.save(tx, kase, { events: restarts, by: null }, told);
  }

  /** What is said of a case beside its contacts: by those that were merged into it, and by the one that a follow-up is about. */
  private async others(tx: Tx, kase: ServiceCase): Promise<{ sayings: Saying[]; always: string[] }> {
    const [, ...merged] = await this.cases.partsOf(tx, kase.id);
    const sayings: Saying[] = [];
    for (const id of merged) {
      const part = (await this.cases.find(tx, id))!;
      // All that it said it had from contacts which went elsewhere.
      if (part.origin === 'intake' && (await this.intakes.factsOf(tx, id)).length === 0) continue;
      sayings.push({ ...part, receivedAt: part.openedAt });
    }
    const earlier = kase.earlierCaseId === null ? null : await this.cases.find(tx, kase.earlierCaseId);
    return { sayings, always: earlier?.complainedOf ?? [] };
  }

  private async take(tx: Tx, kase: ServiceCase, intake: IntakeFacts, fromCaseId: string, user: User, now: Date) {
    const { kind, orderId, productId } = kase;
    const by = acting(user, kase);
    const changed = kase.learnKind(intake.kind, by, now);
    kase.learn(intake);
    if (kase.kind !== kind || kase.orderId !== orderId || kase.productId !== productId) kase.sole = false;
    if (changed) await this.arrivals.changeKind(tx, kase, changed, intake, by, now);
    const restarts = await this.begin(tx, kase, openedWith(kase, sayingOf(intake)), now);
    const told = { events: [kase.gained(intake.id, fromCaseId, by, now)], by };
    await this.cases.save(tx, kase, { events: restarts, by: null }, told);
  }

  /** A case for a follow-up began with that, whatever was said before. */
  private async begin(tx: Tx, kase: ServiceCase, openedAt: Date, now: Date) {
    if (kase.origin !== 'intake' || openedAt.getTime() === kase.openedAt.getTime()) return [];
    kase.openedAt = openedAt;
    return this.clocks.restarted(tx, kase, now);
  }
}

const sayingOf = ({ complainedOf, ...facts }: IntakeFacts): Saying => ({
  ...facts,
  complainedOf: complainedOf === null ? [] : [complainedOf],
});

function requireOpen(kase: ServiceCase, user: User): void {
  if (!kase.isOpen) throw new CaseIsOver(kase.id, kase.state);
  if (kase.complainedOf.includes(user.id)) throw new Recused();
}
