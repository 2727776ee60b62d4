import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { joinLevel, levelColumn } from '../customers/customer-sql.js';
import type { Breakdown, Question } from '../kpis/question.js';

/** Cases that were opened in a period, of one group or of everything (`key` is empty). */
export interface CaseLoad {
  key: string;
  opened: number;
  complaints: number;
  /** Missed a deadline at least once. */
  breached: number;
  /** Resolved now, or missed a deadline: for these it is known whether they kept it. */
  decided: number;
}

/** Cases of the same length, in whole hundredths of an hour. */
export interface CaseDuration {
  key: string;
  /** Hours from the first contact to the resolution that stands, or until now. */
  hours: number;
  /** Resolved after so long; false: open so far, or until it was withdrawn. */
  ended: boolean;
  cases: number;
}

/** Figures from cases for the key figures. */
@Injectable()
export class CaseFigures {
  /** Cases by month of opening, by the customer's level or by the owner's department. */
  load(tx: Tx, { from, to, by }: Question): Promise<CaseLoad[]> {
    return tx.query<CaseLoad[]>(
      `SELECT ${keyOf(by)} AS key, count(*) AS opened, count(*) FILTER (WHERE coalesce(told_kind, kind) = 'complaint') AS complaints,
         count(*) FILTER (WHERE breached) AS breached, count(*) FILTER (WHERE breached OR ${isResolved}) AS decided
       FROM fact_case c ${by === 'level' ? joinLevel(ofCustomer) : ''}
       WHERE opened_day BETWEEN $1 AND $2 AND ${isCounted} GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }

  /** How long they took, or have been open so far. */
  durations(tx: Tx, { from, to, by, now }: Question): Promise<CaseDuration[]> {
    return tx.query<CaseDuration[]>(
      `SELECT ${keyOf(by)} AS key, ${isResolved} AS ended, count(*) AS cases,
         greatest(0, round(extract(epoch FROM ${seenUntil} - least(opened_at, joined_opened_at)) / 3600, 2))::float8
           AS hours
       FROM fact_case c ${by === 'level' ? joinLevel(ofCustomer) : ''}
       WHERE opened_day BETWEEN $1 AND $2 AND ${isCounted} GROUP BY 1, 2, 4 ORDER BY 1, 4`,
      [from, to, now],
    );
  }
}

/** The customer of a case, as last found out. */
const ofCustomer = 'coalesce(c.linked_customer_id, c.customer_id)';
const isWithdrawn = '(withdrawn_cycle IS NOT NULL AND withdrawn_cycle = cycle)';
const isResolved = `(resolved_cycle IS NOT NULL AND resolved_cycle = cycle AND NOT ${isWithdrawn})`;

/** What was merged is counted once, as the case in which it goes on; what never was a case is not counted. */
const isCounted = `NOT merged AND NOT (${isWithdrawn} AND withdrawn_reason IN ('opened_by_mistake', 'spam', 'test'))`;

/** A case that the customer took back was open at least until then: how long it would have taken nobody knows. */
const seenUntil = `(CASE WHEN ${isResolved} THEN resolved_at WHEN ${isWithdrawn} THEN withdrawn_at ELSE $3 END)`;

function keyOf(by: Breakdown | null): string {
  if (by === 'month') return `to_char(opened_day, 'YYYY-MM')`;
  if (by === 'department') return `coalesce(owner_department, 'unknown')`;
  return by === 'level' ? levelColumn : `''`;
}
