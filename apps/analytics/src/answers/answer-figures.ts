import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { joinOwner, ownerColumn } from '../cases/case-sql.js';
import { joinLevel, levelColumn } from '../customers/customer-sql.js';
import type { Breakdown, Question } from '../kpis/question.js';

/** Answers of a period, of one group or of everything (`key` is empty). */
export interface AnswerCount {
  key: string;
  /** Answers to "would you recommend us". */
  nps: number;
  /** 9 or 10 of 10. */
  promoters: number;
  /** 0 to 6 of 10. */
  detractors: number;
  /** Answers to "how satisfied are you". */
  csat: number;
  /** 4 or 5 of 5. */
  satisfied: number;
}

/** Figures from survey answers for the key figures. */
@Injectable()
export class AnswerFigures {
  /** Answers by month, by the customer's level or by the department that owns the case they are about. */
  count(tx: Tx, { from, to, by }: Question): Promise<AnswerCount[]> {
    return tx.query<AnswerCount[]>(
      `SELECT ${keyOf(by)} AS key, count(nps) AS nps, count(*) FILTER (WHERE nps >= 9) AS promoters,
         count(*) FILTER (WHERE nps <= 6) AS detractors, count(csat) AS csat, count(*) FILTER (WHERE csat >= 4) AS satisfied
       FROM fact_feedback f ${by === 'level' ? joinLevel('f.customer_id') : ''}
       ${by === 'department' ? joinOwner('f.case_id') : ''}
       WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }
}

function keyOf(by: Breakdown | null): string {
  if (by === 'month') return `to_char(day, 'YYYY-MM')`;
  if (by === 'department') return ownerColumn;
  return by === 'level' ? levelColumn : `''`;
}
