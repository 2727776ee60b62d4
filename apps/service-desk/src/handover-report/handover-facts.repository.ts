import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { OfferCount } from './rules/figures.js';

/** From when (inclusive) to when (exclusive). */
export interface Period {
  from: Date;
  to: Date;
}

/** A case in the hands of one department, with the calendar that its resolution is measured by. */
export interface HeldRow {
  department: string;
  from: Date;
  to: Date;
  calendarId: string;
}

/** SQL: every change of the department that answers for a case. */
const moves = `
  SELECT h.case_id, coalesce(h.decided_at, h.answered_at) AS at, h.from_department,
         coalesce(h.decided_department, h.to_department) AS to_department
  FROM handover h
  WHERE h.state IN ('accepted', 'adjudicated') AND h.from_department <> coalesce(h.decided_department, h.to_department)`;

/** What the hand-overs of a period come to. */
@Injectable()
export class HandoverFactsRepository {
  /** The offers that were made to each department, by what became of them. @param department null: each */
  offers(tx: Tx, { from, to }: Period, department: string | null): Promise<OfferCount[]> {
    return tx.query(
      `SELECT to_department AS department, state, decline_code AS "declineCode", count(*)::int AS count
       FROM handover
       WHERE cause = 'offer' AND offered_at >= $1 AND offered_at < $2 AND ($3::text IS NULL OR to_department = $3)
       GROUP BY 1, 2, 3`,
      [from, to, department],
    );
  }

  /** Bounces, each counted for who caused it: who declined, or who offered a case back. */
  bounces(tx: Tx, { from, to }: Period, department: string | null): Promise<{ department: string; count: number }[]> {
    return tx.query(
      `SELECT CASE WHEN is_return THEN from_department ELSE to_department END AS department, count(*)::int AS count
       FROM handover
       WHERE bounce IS NOT NULL AND CASE WHEN is_return THEN offered_at ELSE answered_at END >= $1
         AND CASE WHEN is_return THEN offered_at ELSE answered_at END < $2
         AND ($3::text IS NULL OR CASE WHEN is_return THEN from_department ELSE to_department END = $3)
       GROUP BY 1`,
      [from, to, department],
    );
  }

  /**
   * Cases that a department let go of in the period: it gave them to another one, or they were resolved in its hands. It
   * held each since it got it last, or since the first contact.
   */
  held(tx: Tx, { from, to }: Period, department: string | null): Promise<HeldRow[]> {
    return tx.query(
      `WITH move AS NOT MATERIALIZED (${moves}), let_go AS (
         SELECT case_id, from_department AS department, at FROM move WHERE at >= $1 AND at < $2
         UNION ALL
         SELECT id, coalesce((SELECT to_department FROM move WHERE case_id = c.id AND at <= c.resolved_at
                              ORDER BY at DESC LIMIT 1), first.department), resolved_at
         FROM service_case c
         CROSS JOIN LATERAL (SELECT coalesce((SELECT from_department FROM move WHERE case_id = c.id ORDER BY at LIMIT 1),
                                             c.owner_department) AS department) first
         WHERE resolved_at >= $1 AND resolved_at < $2 AND state IN ('callback_pending', 'resolved', 'closed'))
       SELECT l.department, l.at AS to,
              greatest(c.opened_at, coalesce((SELECT max(at) FROM move WHERE case_id = l.case_id AND at < l.at), c.opened_at)) AS from,
              (SELECT calendar_id FROM sla_clock k WHERE k.case_id = l.case_id AND k.metric = 'resolution'
               ORDER BY cycle DESC LIMIT 1) AS "calendarId"
       FROM let_go l JOIN service_case c ON c.id = l.case_id
       WHERE $3::text IS NULL OR l.department = $3`,
      [from, to, department],
    );
  }

  /** Cases that changed their department in the period and by its end were in the hands of more than two, for each of these. */
  travelled(tx: Tx, { from, to }: Period, department: string | null): Promise<{ department: string; count: number }[]> {
    return tx.query(
      `WITH move AS NOT MATERIALIZED (${moves}), moved AS (SELECT DISTINCT case_id FROM move WHERE at >= $1 AND at < $2),
       passed AS (
         SELECT case_id, from_department AS department FROM move JOIN moved USING (case_id) WHERE at < $2
         UNION SELECT case_id, to_department FROM move JOIN moved USING (case_id) WHERE at < $2),
       far AS (SELECT case_id FROM passed GROUP BY case_id HAVING count(*) > 2)
       SELECT department, count(*)::int AS count FROM passed JOIN far USING (case_id)
       WHERE $3::text IS NULL OR department = $3 GROUP BY 1
       UNION ALL SELECT '', count(*)::int FROM far WHERE $3::text IS NULL
         OR case_id IN (SELECT case_id FROM passed WHERE department = $3)`,
      [from, to, department],
    );
  }
}
