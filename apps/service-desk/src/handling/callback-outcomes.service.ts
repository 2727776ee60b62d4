import type { CallbackOutcome } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CallbackRecord, CallbacksService } from '../callbacks/callbacks.service.js';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { HandlingService } from './handling.service.js';

/** What customers say when they are called back, and what becomes of their cases then. */
@Injectable()
export class CallbackOutcomesService {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly handling: HandlingService,
  ) {}

  /** Satisfied, or not reached three times: the case may be closed. Unsatisfied: it begins again under the same owner. */
  async record(
    tx: Tx,
    id: string,
    answer: { outcome: CallbackOutcome; note?: string },
    user: User,
    now: Date,
  ): Promise<CallbackRecord> {
    const { kase, record } = await this.callbacks.lock(tx, id);
    const by = acting(user, kase);
    const { outcome, note } = answer;
    const result = await this.callbacks.attempt(tx, record, outcome, by, now);
    // Somebody called in time, whether or not anybody answered.
    const verdicts = { events: await this.clocks.reached(tx, kase, ['callback'], now), by: null };
    if (result === null) {
      kase.permit('callback', by);
      await this.cases.note(tx, kase, { type: 'callback.attempted', at: now, by, details: { outcome }, words: note });
      await this.cases.save(tx, kase, verdicts);
    } else {
      const told = { events: [kase.calledBack(outcome, by, now)], by, words: note };
      await this.cases.save(tx, kase, verdicts, told);
    }
    if (result === 'unsatisfied') await this.handling.beginAgain(tx, kase, by, now);
    return this.callbacks.find(tx, id);
  }
}
