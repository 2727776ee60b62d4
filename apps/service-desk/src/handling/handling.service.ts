import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CallbacksService } from '../callbacks/callbacks.service.js';
import { acting } from '../cases/acting.js';
import type { Person } from '../cases/case.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { needsCallback } from '../cases/rules/transitions.js';
import { HandoversService } from '../handovers/handovers.service.js';
import { ClocksService } from '../sla/clocks.service.js';
import { CustomerUpdates } from './customer-updates.js';

/** What is done with a case from its receipt to its end. */
@Injectable()
export class HandlingService {
  constructor(
    private readonly cases: CasesService,
    private readonly clocks: ClocksService,
    private readonly handovers: HandoversService,
    private readonly callbacks: CallbacksService,
    private readonly updates: CustomerUpdates,
  ) {}

  async acknowledge(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    await this.cases.save(tx, kase, { events: kase.acknowledge(by, now), by });
  }

  /** Records an answer to the customer, and has the customer told that there is one. */
  async respond(tx: Tx, id: string, text: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    await this.cases.save(tx, kase, { events: kase.respond(by, now), by, words: text });
    await this.updates.send(tx, kase, now);
  }

  /** Stops the clock; what needs one gets its call-back. */
  async resolve(tx: Tx, id: string, solution: string | undefined, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    const events = kase.resolve(by, now);
    const verdict = await this.stopClock(tx, kase, now);
    await this.cases.save(tx, kase, { events, by, words: solution }, { events: verdict, by: null });
    await this.handovers.withdraw(tx, kase, now);
    if (needsCallback(kase.kind)) await this.callbacks.plan(tx, kase, by, now);
  }

  async close(tx: Tx, id: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    await this.cases.save(tx, kase, { events: kase.close(by, now), by });
  }

  async reopen(tx: Tx, id: string, reason: string, user: User, now: Date): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    await this.beginAgain(tx, kase, acting(user, kase), now, reason);
  }

  /** The next cycle of a locked case: same owner, new clock, no call-back any more for the cycle before. */
  async beginAgain(tx: Tx, kase: ServiceCase, by: Person, now: Date, words?: string): Promise<void> {
    kase.permit('reopen', by);
    const { kind, severity, level } = kase;
    const clock = await this.clocks.plan(tx, {
      caseId: kase.id,
      cycle: kase.cycle + 1,
      kind,
      severity,
      level,
      startedAt: now,
    });
    await this.cases.save(tx, kase, { events: kase.reopen(by, clock.dueAt, now), by, words });
    await this.clocks.start(tx, clock);
    await this.callbacks.cancel(tx, kase.id);
  }

  private async stopClock(tx: Tx, kase: ServiceCase, now: Date): Promise<EventDraft[]> {
    const { clock, news } = await this.clocks.reach(tx, kase.id, kase.cycle, now);
    if (news === 'met') return [kase.deadlineMet(clock, clock.metAt!, now)];
    return news === 'breached' ? [kase.deadlineBreached(clock)] : [];
  }
}
