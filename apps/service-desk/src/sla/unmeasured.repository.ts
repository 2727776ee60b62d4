import type { SlaMetric } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { owedNow, type Stage } from './rules/owed.js';
import type { Measured } from './rules/policy.js';

/** A case and what is owed to it without a clock. */
export interface Unmeasured extends Measured {
  caseId: string;
  cycle: number;
  metric: SlaMetric;
  since: Date;
}

type Row = Stage & Measured & { caseId: string; cycle: number; open: SlaMetric[] };

/** What nobody measures of cases, read with one statement. */
@Injectable()
export class UnmeasuredRepository {
  async of(tx: Tx, caseIds: readonly string[]): Promise<Unmeasured[]> {
    const rows = caseIds.length > 0 ? await tx.query<Row[]>(statement, [caseIds]) : [];
    return rows.flatMap((row) => {
      const { caseId, cycle, kind, severity, level, productId, open } = row;
      return owedNow(row)
        .filter(({ metric }) => !open.includes(metric))
        .map((owed) => ({ caseId, cycle, kind, severity, level, productId, ...owed }));
    });
  }
}

/** Answers of a later cycle only: the first one may begin at another moment, when a contact goes to another case. */
const statement = `
  SELECT c.id AS "caseId", c.state, c.cycle, c.kind, c.severity, c.level, c.product_id AS "productId",
    c.resolved_at AS "resolvedAt", r.started_at AS "cycleBeganAt",
    (SELECT max(e.at) FROM case_entry e
     WHERE e.case_id = c.id AND e.type = 'case.responded' AND (c.cycle = 1 OR e.at >= r.started_at)) AS "answeredAt",
    (SELECT coalesce(h.answered_at, h.offered_at) FROM handover h
     WHERE h.case_id = c.id AND h.state IN ('offered', 'to_adjudicate')) AS "offeredAt",
    EXISTS (SELECT FROM callback_task t
            WHERE t.case_id = c.id AND t.cycle = c.cycle AND t.state = 'open' AND t.attempt_from IS NULL) AS "isCallOwed",
    ARRAY(SELECT k.metric FROM sla_clock k
          WHERE k.case_id = c.id AND k.state IN ('running', 'paused', 'breached_running')) AS open
  FROM service_case c CROSS JOIN LATERAL (
    SELECT k.started_at FROM sla_clock k
    WHERE k.case_id = c.id AND k.metric = 'resolution' AND k.cycle = c.cycle ORDER BY k.round DESC LIMIT 1) r
  WHERE c.id = ANY ($1::uuid[]) AND c.state NOT IN ('closed', 'merged', 'withdrawn') ORDER BY c.id`;
