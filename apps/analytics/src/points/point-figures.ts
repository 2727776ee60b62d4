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
}

/** Figures from loyalty points for the key figures. */
@Injectable()
export class PointFigures {
  /** Points by month or by the customer's level. */
  movement(tx: Tx, { from, to, by }: Question): Promise<PointMovement[]> {
    const key = by === 'month' ? `to_char(day, 'YYYY-MM')` : by === 'level' ? levelColumn : `''`;
    return tx.query<PointMovement[]>(
      `SELECT ${key} AS key, sum(issued)::bigint AS issued, count(*) FILTER (WHERE issued <> 0) AS "issuedEntries",
         sum(redeemed)::bigint AS redeemed, count(*) FILTER (WHERE redeemed <> 0) AS "redeemedEntries"
       FROM fact_points p ${by === 'level' ? joinLevel('p.customer_id') : ''}
       WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }
}
