import type { CaseKind, WithdrawalReason } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CasesService } from '../cases/cases.service.js';
import { ReleaseService } from './release.service.js';

/** Withdrawals of one person for one reason. */
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
  /** Were reopened since. */
  reopened: number;
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

  /**
   * Who withdrew how many of what, and why: of the viewer's department, or all. Most first. As the key figures count it: each
   * withdrawal that happened then, so that a period that is over does not lose any when its cases are reopened. A case that is
   * handed over later is counted for the department that has it now, as in the key figures.
   */
  counts(tx: Tx, viewer: User, from: Date, to: Date): Promise<WithdrawalCount[]> {
    return tx.query(
      `SELECT c.owner_department AS department, e.by_employee_id AS by, e.details->>'kind' AS kind, e.details->>'reason' AS reason,
              count(*) AS cases,
              count(*) FILTER (WHERE EXISTS (
                SELECT FROM sla_clock k WHERE k.case_id = c.id AND k.due_at < e.at AND k.started_at <= e.at
                  AND (k.told = 100 OR k.met_at > k.due_at))) AS late,
              count(*) FILTER (WHERE EXISTS (
                SELECT FROM case_entry r WHERE r.case_id = c.id AND r.type = 'case.resolved' AND r.position < e.position)) AS resolved,
              count(*) FILTER (WHERE c.cycle > (e.details->>'cycle')::int) AS reopened
       FROM case_entry e JOIN service_case c ON c.id = e.case_id
       WHERE e.type = 'case.withdrawn' AND e.at >= $1 AND e.at < $2 AND ($3::text IS NULL OR c.owner_department = $3)
       GROUP BY 1, 2, 3, 4 ORDER BY cases DESC, 1, 2, 3, 4 LIMIT 1000`,
      [from, to, viewer.scope === 'all' ? null : (viewer.department ?? '')],
    );
  }
}
