import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { CasesService, type OpenCase, type ServiceCase } from '../cases/cases.service.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { type Decision, IntakesService, type NewIntake } from '../intakes/intakes.service.js';
import { CallersService } from './callers.service.js';
import { OwnersService } from './owners.service.js';
import { IntakeDiffers } from './reception.errors.js';
import { isRival, matches, namesOf, suggestionOf } from './rules/recognition.js';

const mostSuggestions = 10;

/** Takes in every contact, and sees to it that one complaint is one case, however often and wherever it is made. */
@Injectable()
export class ReceptionService {
  constructor(
    private readonly intakes: IntakesService,
    private readonly callers: CallersService,
    private readonly cases: CasesService,
    private readonly owners: OwnersService,
    private readonly handovers: HandoversService,
  ) {}

  /** Records a contact once: the same message again gets the same answer. */
  async receive(tx: Tx, intake: NewIntake, user: User, now: Date): Promise<{ decision: Decision; isNew: boolean }> {
    await this.waitForOthers(tx, [`intake:${intake.channel}:${intake.externalId}`]);
    const known = await this.intakes.decidedOn(tx, intake);
    if (known && !known.isSame) throw new IntakeDiffers(known.decision.id);
    if (known) return { decision: known.decision, isNew: false };

    const customerId = intake.customerId ?? (intake.contact && (await this.callers.recognise(tx, intake.contact)));
    const customerIds = customerId ? await this.callers.idsOf(tx, customerId) : [];
    await this.waitForOthers(tx, customerId ? namesOf(intake).map((name) => `case:${customerIds[0]}:${name}`) : []);
    const sameMatter = customerId ? await this.cases.openOfMatter(tx, customerIds, intake) : [];
    const match = await this.lockMatch(tx, intake, sameMatter);
    const kase = match
      ? await this.attach(tx, match, intake, sameMatter, user, now)
      : await this.open(tx, intake, customerId ?? null, sameMatter, user, now);
    const decision = await this.record(
      tx,
      intake,
      kase,
      match !== null,
      { customerId: customerId ?? null, customerIds },
      user,
      now,
    );
    return { decision, isNew: true };
  }

  /** The case that the contact belongs to, locked. One that was closed while we waited for it does not count. */
  private async lockMatch(tx: Tx, intake: NewIntake, cases: OpenCase[]): Promise<ServiceCase | null> {
    for (const { id } of matches(intake, cases)) {
      const kase = await this.cases.lock(tx, id, null);
      if (kase.isOpen) return kase;
    }
    return null;
  }

  private async open(
    tx: Tx,
    intake: NewIntake,
    customerId: string | null,
    sameMatter: OpenCase[],
    user: User,
    now: Date,
  ): Promise<ServiceCase> {
    const { kind, severity, orderId, productId, receivedAt } = intake;
    const complainedOf = intake.complainedOf === null ? [] : [intake.complainedOf];
    const owner = await this.owners.choose(tx, { barred: complainedOf, recordedBy: user }, now);
    const level = customerId === null ? null : await this.callers.levelOf(tx, customerId);
    const sole = !sameMatter.some((kase) => kase.sole && isRival(intake, kase));
    return this.cases.open(
      tx,
      {
        customerId,
        level,
        kind,
        severity,
        orderId,
        productId,
        complainedOf,
        openedAt: receivedAt,
        followUp: null,
        sole,
      },
      owner,
      personOf(user, owner),
      now,
    );
  }

  /** What the contact tells in addition goes to the case: the order or product, and whom it is about. */
  private async attach(
    tx: Tx,
    kase: ServiceCase,
    intake: NewIntake,
    sameMatter: OpenCase[],
    user: User,
    now: Date,
  ): Promise<ServiceCase> {
    const { complainedOf } = intake;
    kase.learn(intake);
    if (kase.state === 'waiting_customer') await this.cases.resume(tx, kase, null, now);
    if (sameMatter.some((other) => other.id !== kase.id && other.sole && isRival(kase, other))) kase.sole = false;
    if (complainedOf !== null && complainedOf === kase.ownerEmployeeId) {
      const barred = [...kase.complainedOf, complainedOf];
      const owner = await this.owners.choose(tx, { barred, recordedBy: user }, now);
      await this.handovers.recuse(tx, kase, complainedOf, owner, now);
      return kase;
    }
    if (complainedOf !== null && !kase.complainedOf.includes(complainedOf)) {
      kase.complainedOf = [...kase.complainedOf, complainedOf];
    }
    await this.cases.save(tx, kase);
    return kase;
  }

  private async record(
    tx: Tx,
    intake: NewIntake,
    kase: ServiceCase,
    isAttached: boolean,
    caller: { customerId: string | null; customerIds: string[] },
    user: User,
    now: Date,
  ): Promise<Decision> {
    const others = (await this.cases.openOf(tx, caller.customerIds, mostSuggestions + 1)).filter(
      ({ id }) => id !== kase.id,
    );
    const suggestions = others.slice(0, mostSuggestions).map((other) => suggestionOf(intake, other));
    const decision = await this.intakes.record(
      tx,
      intake,
      {
        caseId: kase.id,
        decision: isAttached ? 'attached' : 'opened',
        suggestions: suggestions.sort((a, b) => b.score - a.score),
        customerId: caller.customerId,
        subjectId: caller.customerId ?? kase.subjectId,
        recordedBy: user.id,
      },
      now,
    );
    const details = { intakeId: decision.id, channel: intake.channel, decision: decision.decision };
    await this.cases.note(tx, kase, { type: 'intake.recorded', at: now, by: personOf(user, kase.owner), details });
    return decision;
  }

  /** Locks names until the end of the transaction, always in the same order, so that two never wait for each other. */
  private async waitForOthers(tx: Tx, names: string[]): Promise<void> {
    for (const name of [...names].sort())
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  }
}

const personOf = (user: User, owner: Person): Person => ({
  employeeId: user.id,
  department: user.department ?? owner.department,
});
