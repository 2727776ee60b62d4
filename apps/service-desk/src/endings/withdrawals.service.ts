import type { CaseKind, WithdrawalReason } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CasesService } from '../cases/cases.service.js';
import { ReleaseService } from './release.service.js';

/** Cases that were withdrawn by one person for one reason. */
export interface WithdrawalCount {
  department: string;
  by: string;
  kind: CaseKind;
  reason: WithdrawalReason;
  cases: number;
  /** Had missed a deadline before. */
  late: number;
  /** Had been resolved before. */
  resolved: number;
}

/** Cases that end because nobody wants anything any more, or nobody ever did. */
@Injectable()
export class WithdrawalsService {
  constructor(
    private readonly cases: CasesService,
    private readonly obligations: ReleaseService,
  ) {}

  /** Whatever was owed is let go; a breach before stays one. @throws CaseStateForbids; Recused; WithdrawnByHandler */
  async withdraw(
    tx: Tx,
    id: string,
    { reason, words }: { reason: WithdrawalReason; words: string },
    user: User,
    now: Date,
  ): Promise<void> {
    const kase = await this.cases.lock(tx, id, user);
    const by = acting(user, kase);
    kase.permit('withdraw', by);
    const late = await this.obligations.release(tx, kase, now);
    const event = kase.withdraw(reason, by, now);
    await this.cases.save(tx, kase, { events: late, by: null }, { events: [event], by, words });
  }

  /** Who withdrew how many of what, and why: of the viewer's department, or all. Most first. */
  counts(tx: Tx, viewer: User, from: Date, to: Date): Promise<WithdrawalCount[]> {
    return tx.query(
      `SELECT c.owner_department AS department, c.withdrawn_by AS by, c.kind, c.withdrawal_reason AS reason, count(*) AS cases,
              count(*) FILTER (WHERE EXISTS (SELECT FROM sla_clock k WHERE k.case_id = c.id AND (k.told = 100 OR k.met_at > k.due_at))) AS late,
              count(c.resolved_at) AS resolved
       FROM service_case c
       WHERE c.withdrawn_at >= $1 AND c.withdrawn_at < $2 AND ($3::text IS NULL OR c.owner_department = $3)
       GROUP BY 1, 2, 3, 4 ORDER BY cases DESC, 1, 2, 3, 4 LIMIT 1000`,
      [from, to, viewer.scope === 'all' ? null : (viewer.department ?? '')],
    );
  }
}
