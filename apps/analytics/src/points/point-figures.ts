import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { joinLevel, levelColumn } from '../customers/customer-sql.js';
import type { Question } from '../kpis/question.js';

/** Points of a period, of one group or of everything (`key` is empty). */
export interface PointMovement {
  key: string;
  /** Earned less taken back for returns. */
  issued: number;
  issuedEntries: number;
  /** Spent less given back for cancelled redemptions. */
  redeemed: number;
  redeemedEntries: number;
  /** Given by hand less taken by hand. */
  adjusted: number;
  adjustedEntries: number;
}

/** An entry has a row for each account that it touches. */
const entries = (kind: string): string => `count(DISTINCT entry_id) FILTER (WHERE ${kind} <> 0)`;

/** Figures from loyalty points for the key figures. */
@Injectable()
export class PointFigures {
  /** Points by month or by the customer's level. */
  movement(tx: Tx, { from, to, by }: Question): Promise<PointMovement[]> {
    const key = by === 'month' ? `to_char(day, 'YYYY-MM')` : by === 'level' ? levelColumn : `''`;
    return tx.query<PointMovement[]>(
      `SELECT ${key} AS key, sum(issued)::bigint AS issued, ${entries('issued')} AS "issuedEntries",
         sum(redeemed)::bigint AS redeemed, ${entries('redeemed')} AS "redeemedEntries",
         sum(adjusted)::bigint AS adjusted, ${entries('adjusted')} AS "adjustedEntries"
       FROM fact_points p ${by === 'level' ? joinLevel('p.customer_id') : ''}
       WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }
}
