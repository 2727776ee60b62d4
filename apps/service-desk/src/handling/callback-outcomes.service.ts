import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type CallbackAnswer, type CallbackRecord, CallbacksService } from '../callbacks/callbacks.service.js';
import { isScoreOf, postponableUntil } from '../callbacks/rules/attempts.js';
import { acting } from '../cases/acting.js';
import { CaseClocks } from '../cases/case-clocks.service.js';
import { CasesService } from '../cases/cases.service.js';
import { ReopeningsService } from './reopenings.service.js';

/** What customers say when they are called back, and what becomes of their cases then. */
@Injectable()
export class CallbackOutcomesService {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly cases: CasesService,
    private readonly clocks: CaseClocks,
    private readonly reopenings: ReopeningsService,
  ) {}

  /**
   * Satisfied: the case may be closed. Unsatisfied: it begins again. Not reached three times, or the
   * customer does not want to say: it ends unconfirmed.
   */
  async record(tx: Tx, id: string, answer: CallbackAnswer, user: User, now: Date): Promise<CallbackRecord> {
    const { outcome, score, note } = answer;
    if (score !== undefined && !isScoreOf(outcome, score)) throw new ValidationFailed([otherScore]);
    const { kase, record } = await this.callbacks.lock(tx, id);
    const by = acting(user, kase);
    const result = await this.callbacks.attempt(tx, kase, record, answer, by, now);
    // Somebody called in time, whether or not anybody answered.
    const verdicts = { events: await this.clocks.reached(tx, kase, ['callback'], now, by), by: null };
    if (result === null) {
      await this.cases.save(tx, kase, verdicts);
    } else {
      const details = {
        callbackId: id,
        score: score ?? null,
        attempts: record.attempts.length + 1,
        handler: kase.handler!,
        resolvedAt: kase.resolvedAt!.toISOString(),
        dueAt: record.task.dueAt.toISOString(),
      };
      const told = { events: [kase.calledBack(outcome, by, now, details)], by, words: note };
      const end = result === 'unconfirmed' ? [{ events: kase.close(by, now), by }] : [];
      await this.cases.save(tx, kase, verdicts, told, ...end);
    }
    if (result === 'unsatisfied') await this.reopenings.beginAgain(tx, kase, by, now);
    return this.callbacks.find(tx, id);
  }

  /** The customer was reached, and wants to be asked at another time. */
  async postpone(
    tx: Tx,
    id: string,
    wish: { callAt: Date; note?: string },
    user: User,
    now: Date,
  ): Promise<CallbackRecord> {
    const { kase, record } = await this.callbacks.lock(tx, id);
    const until = postponableUntil(kase.resolvedAt ?? now);
    if (wish.callAt <= now || wish.callAt > until) throw new ValidationFailed([otherTime]);
    await this.callbacks.postpone(tx, kase, record, wish, acting(user, kase), now);
    const verdicts = await this.clocks.reached(tx, kase, ['callback'], now);
    await this.cases.save(tx, kase, { events: verdicts, by: null });
    return this.callbacks.find(tx, id);
  }
}

const otherScore = {
  pointer: '/score',
  message: {
    zh: '满意须为 3–5 分，不满意须为 1–3 分，其他结果不能评分',
    en: 'From 3 to 5 with satisfied, from 1 to 3 with unsatisfied, none with another outcome.',
  },
};
const otherTime = {
  pointer: '/callAt',
  message: { zh: '须晚于当前时间，且不晚于解决后 7 天', en: 'Must be ahead, and within 7 days of the resolution.' },
};
