import type { EventDraft, GoodwillReason } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { Goodwill, type GoodwillAnswer } from './goodwill.entity.js';
import { GoodwillAboveLimit, GoodwillBudgetUsed, GoodwillOwn, GoodwillWithoutCustomer } from './goodwill.errors.js';
import { GoodwillAllowance } from './goodwill-allowance.js';
import { GoodwillRepository } from './goodwill.repository.js';

export interface Proposal {
  points: number;
  reason: GoodwillReason;
  words: string;
}

/** Where the sealed words of a gesture stand. */
export const wordsCell = (row: string, column: 'words' | 'decision_words') => ({ table: 'goodwill', column, row });

/** What customers get for what went wrong. Every change is made under the lock of the case. */
@Injectable()
export class GoodwillService {
  constructor(
    private readonly repository: GoodwillRepository,
    private readonly allowance: GoodwillAllowance,
    private readonly cases: CasesService,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Proposes points; within the own limit and budget they are approved at once. Returns the id.
   * @throws GoodwillWithoutCustomer, Recused, GoodwillCap
   */
  async propose(tx: Tx, caseId: string, { points, reason, words }: Proposal, user: User, now: Date): Promise<string> {
    const kase = await this.cases.lock(tx, caseId, user);
    const { customerId } = kase;
    if (customerId === null) throw new GoodwillWithoutCustomer();
    const by = partyApart(kase, user);
    const allowed = await this.allowance.check(tx, customerId, points, user, now);
    const id = newId();
    const sealed = await this.cipher.seal(tx, customerId, wordsCell(id, 'words'), words);
    const { limitsVersion } = allowed;
    const input = { id, caseId, customerId, points, reason, words: sealed, limitsVersion };
    const [goodwill, proposed] = Goodwill.propose(input, by, now);
    const events = [proposed];
    if (points <= allowed.mostPoints && (await this.allowance.take(tx, user, points, allowed))) {
      goodwill.withinOwnLimit = true;
      events.push(goodwill.approve(by, allowed.month, now));
    }
    await this.repository.add(tx, goodwill);
    await this.tell(tx, kase, events, by, words);
    return id;
  }

  /** Approves what somebody else proposed. @throws GoodwillOwn, GoodwillOfAnother, GoodwillAboveLimit, GoodwillBudgetUsed, GoodwillCap */
  async approve(tx: Tx, id: string, words: string | undefined, user: User, now: Date): Promise<void> {
    const { kase, goodwill, by } = await this.lock(tx, id, user);
    if (goodwill.proposedBy === user.id) throw new GoodwillOwn();
    goodwill.require('proposed');
    await this.allowance.requireCustomer(tx, goodwill.customerId, kase.customerId);
    const allowed = await this.allowance.check(tx, goodwill.customerId, goodwill.points, user, now);
    if (goodwill.points > allowed.mostPoints) throw new GoodwillAboveLimit(allowed.mostPoints);
    if (!(await this.allowance.take(tx, user, goodwill.points, allowed))) {
      throw new GoodwillBudgetUsed(allowed.month, allowed.budget);
    }
    goodwill.limitsVersion = allowed.limitsVersion;
    await this.store(tx, kase, goodwill, goodwill.approve(by, allowed.month, now), by, words);
  }

  /** Turns down what somebody else proposed. */
  async reject(tx: Tx, id: string, words: string, user: User, now: Date): Promise<void> {
    const { kase, goodwill, by } = await this.lock(tx, id, user);
    if (goodwill.proposedBy === user.id) throw new GoodwillOwn();
    await this.store(tx, kase, goodwill, goodwill.reject(by, now), by, words);
  }

  /** Asks loyalty to take the points back, which it does if they are still there. */
  async revoke(tx: Tx, id: string, words: string, user: User, now: Date): Promise<void> {
    const { kase, goodwill, by } = await this.lock(tx, id, user);
    await this.store(tx, kase, goodwill, goodwill.revoke(by, now), by, words);
  }

  /** What loyalty says; once, however often it is told. Points that came to nothing return to the budget. */
  async answered(tx: Tx, id: string, answer: GoodwillAnswer & { type: string }, at: Date): Promise<void> {
    const seen = await this.repository.byId(tx, id);
    if (!seen) return;
    const kase = await this.cases.lock(tx, seen.caseId, null);
    const goodwill = (await this.repository.byId(tx, id))!;
    if (!goodwill.answered(answer, at)) return;
    await this.repository.save(tx, goodwill);
    if (answer.to !== 'granted') await this.repository.giveBack(tx, goodwill);
    const details = { goodwillId: id, points: goodwill.points, failure: answer.failure };
    await this.cases.note(tx, kase, { type: answer.type, at, by: null, details });
  }

  /** A gesture that the user may see, and its case, both as they are behind the lock. */
  private async lock(tx: Tx, id: string, user: User): Promise<{ kase: ServiceCase; goodwill: Goodwill; by: Person }> {
    const seen = await this.repository.find(tx, id, user);
    if (!seen) throw new NotFound();
    const kase = await this.cases.lock(tx, seen.goodwill.caseId, null);
    return { kase, goodwill: (await this.repository.byId(tx, id))!, by: partyApart(kase, user) };
  }

  private async store(
    tx: Tx,
    kase: ServiceCase,
    goodwill: Goodwill,
    event: EventDraft,
    by: Person,
    words: string | undefined,
  ): Promise<void> {
    if (words !== undefined) {
      const cell = wordsCell(goodwill.id, 'decision_words');
      goodwill.decisionWords = await this.cipher.seal(tx, goodwill.customerId, cell, words);
    }
    await this.repository.save(tx, goodwill);
    await this.tell(tx, kase, [event], by, words);
  }

  private async tell(tx: Tx, kase: ServiceCase, events: EventDraft[], by: Person, words?: string): Promise<void> {
    await this.outbox.append(tx, ...events);
    for (const [at, { type, time, data }] of events.entries()) {
      const { caseId: _, customerId: __, ...details } = data as Record<string, unknown>;
      await this.cases.note(tx, kase, { type, at: time!, by, details, ...(at === 0 ? { words } : {}) });
    }
  }
}

/** The acting person; 回避: whom a complaint is about gives and decides nothing. @throws Recused */
function partyApart(kase: ServiceCase, user: User): Person {
  if (kase.complainedOf.includes(user.id)) throw new Recused();
  return acting(user, kase);
}
