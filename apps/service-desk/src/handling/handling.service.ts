import type { SlaMetric, WaitedFor } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CallbacksService } from '../callbacks/callbacks.service.js';
import { callbackDueAt } from '../callbacks/rules/attempts.js';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { type CaseChange, CasesService, type ServiceCase } from '../cases/cases.service.js';
import { needsCallback } from '../cases/rules/transitions.js';
import { HandoversService } from '../handovers/handovers.service.js';
import type { NewReply, Reply } from '../replies/replies.service.js';
import { CustomerUpdates } from './customer-updates.js';

/** What is done with a case from its receipt to its end. That it begins again: `ReopeningsService`. */
@Injectable()
export class HandlingService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly handovers: HandoversService,
    private readonly callbacks: CallbacksService,
    private readonly updates: CustomerUpdates,
  ) {}

  async acknowledge(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    const events = kase.acknowledge(by, now);
    await this.save(tx, kase, { events, by }, ['acknowledge'], now);
  }

  /**
   * Records an answer to the customer, and has the customer told where to read it. One that can be sent nowhere is owed
   * still, unless it is said by which other way the customer was told.
   */
  async respond(
    tx: Tx,
    id: string,
    text: string,
    user: User,
    now: Date,
    { articleId = null, channel = null, toldBy = null }: Partial<Omit<NewReply, 'text'>> = {},
  ): Promise<Reply> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    if (kase.isWaiting) await this.cases.resume(tx, kase, by, now);
    kase.permit('respond', by);
    const reply = await this.updates.send(tx, kase, { text, articleId, channel, toldBy }, by, now);
    const done = { events: kase.respond(by, now, reply.isTold), by, words: text };
    await this.save(
      tx,
      kase,
      done,
      reply.isTold ? ['acknowledge', 'first_response', 'next_update'] : ['acknowledge'],
      now,
    );
    if (reply.isTold) await this.clocks.start(tx, kase, 'next_update', now);
    return reply;
  }

  /** The clocks for the resolution and the next answer stand until it is resumed, at most as long as the policy allows. */
  async wait(tx: Tx, id: string, reason: WaitedFor, words: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    const event = kase.wait(reason, by, now);
    const moved = await this.clocks.waiting(tx, kase, reason, now);
    await this.cases.save(tx, kase, { events: [event], by, words }, { events: moved, by: null });
  }

  async resume(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    await this.cases.resume(tx, kase, acting(user, kase), now);
  }

  /** Stops the clocks; what needs one gets its call-back. Nobody resolves a complaint without saying what was done. */
  async resolve(tx: Tx, id: string, solution: string | undefined, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    kase.permit('resolve', by);
    if (kase.kind === 'complaint' && !solution) {
      throw new ValidationFailed([{ pointer: '/solution', message: solutionMissing }]);
    }
    const moved = kase.isWaiting ? await this.clocks.resumed(tx, kase, now) : [];
    const events = [...moved, ...kase.resolve(by, now)];
    await this.save(tx, kase, { events, by, words: solution }, untilResolved, now);
    await this.handovers.withdraw(tx, kase, now);
    if (!needsCallback(kase.kind)) return;
    const dueAt = (await this.clocks.start(tx, kase, 'callback', now)) ?? callbackDueAt(now);
    await this.callbacks.plan(tx, kase, by, dueAt);
  }

  async close(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    await this.cases.save(tx, kase, { events: kase.close(by, now), by });
  }

  /** Stores what was done, and stops the clocks of what was owed. */
  private async save(
    tx: Tx,
    kase: ServiceCase,
    done: CaseChange,
    metrics: readonly SlaMetric[],
    now: Date,
  ): Promise<void> {
    const verdicts = await this.clocks.reached(tx, kase, metrics, now, done.by);
    await this.cases.save(tx, kase, done, { events: verdicts, by: null });
  }
}

const solutionMissing = { zh: '投诉办结须写明处理结果', en: 'is required: say what was done about the complaint.' };

/** What nobody owes any more once a case is resolved. */
const untilResolved: readonly SlaMetric[] = ['acknowledge', 'first_response', 'next_update', 'resolution'];
