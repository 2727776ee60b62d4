import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { OpenCount, DayCount, Tally } from './rules/snapshot.js';

/** `json_agg` writes instants as text. */
interface Row {
  asOf: Date;
  day: string;
  open: (Omit<OpenCount, 'oldestUnanswered'> & { oldestUnanswered: string | null })[] | null;
  today: DayCount[] | null;
}

@Injectable()
export class WallBoardRepository {
  /** Whether anybody works there, or has to do with cases. */
  async isDepartment(tx: Tx, id: string): Promise<boolean> {
    const [row] = await tx.query<{ isKnown: boolean }[]>(
      `SELECT EXISTS (SELECT FROM employee_card WHERE department = $1) OR EXISTS (SELECT FROM desk_queue WHERE department = $1)
         OR EXISTS (SELECT FROM service_case WHERE owner_department = $1) AS "isKnown"`,
      [id],
    );
    return row!.isKnown;
  }

  /** Everything in one statement, so that all of it is of one moment. */
  async count(tx: Tx, timeZone: string): Promise<Tally> {
    const [row] = await tx.query<Row[]>(everything, [timeZone]);
    const { asOf, day, open, today } = row!;
    return {
      asOf,
      day,
      open: (open ?? []).map(({ oldestUnanswered, ...one }) => ({
        ...one,
        oldestUnanswered: oldestUnanswered === null ? null : new Date(oldestUnanswered),
      })),
      today: today ?? [],
    };
  }
}

const openCases = `
  SELECT c.owner_department AS department, c.state, c.level, count(*) AS open,
    count(*) FILTER (WHERE NOT done AND c.due_at <= now()) AS overdue,
    count(*) FILTER (WHERE NOT done AND c.due_at > now() AND c.due_at <= now() + interval '1 hour') AS "dueWithinHour",
    min(c.opened_at) FILTER (WHERE NOT done AND c.first_responded_at IS NULL) AS "oldestUnanswered"
  FROM service_case c CROSS JOIN LATERAL (SELECT c.state IN ('resolved', 'callback_pending') AS done) d
  WHERE c.state NOT IN ('closed', 'merged', 'withdrawn') GROUP BY 1, 2, 3`;

const midnight = `(date_trunc('day', now() AT TIME ZONE $1::text) AT TIME ZONE $1::text)`;

/** Received and resolved since midnight; call-backs that are to be made. */
const dayCounts = `
  SELECT department, sum(received) AS received, sum(resolved) AS resolved, sum(callbacks) AS callbacks,
    sum(overdue) AS "callbacksOverdue"
  FROM (
    SELECT owner_department AS department, count(*) AS received, 0 AS resolved, 0 AS callbacks, 0 AS overdue
    FROM service_case WHERE opened_at >= ${midnight} GROUP BY 1
    UNION ALL
    SELECT coalesce(k.stopped_by_department, c.owner_department), 0, count(*), 0, 0
    FROM sla_clock k JOIN service_case c ON c.id = k.case_id
    WHERE k.metric = 'resolution' AND k.met_at IS NOT NULL AND k.met_at >= ${midnight} GROUP BY 1
    UNION ALL
    SELECT c.owner_department, 0, 0, count(*), count(*) FILTER (WHERE t.due_at <= now())
    FROM callback_task t JOIN service_case c ON c.id = t.case_id WHERE t.state = 'open' GROUP BY 1) counts
  GROUP BY 1`;

const everything = `
  SELECT now() AS "asOf", to_char(now() AT TIME ZONE $1::text, 'YYYY-MM-DD') AS day,
    (SELECT json_agg(o) FROM (${openCases}) o) AS open,
    (SELECT json_agg(d) FROM (${dayCounts}) d) AS today`;
