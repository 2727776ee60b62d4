import { bounded, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import { joinLevel, joinSurvivor, levelColumn, survivorColumn } from '../customers/customer-sql.js';
import type { Breakdown, Question } from '../kpis/question.js';

/** Business of a period, of one group or of everything (`key` is empty). */
export interface Trade {
  key: string;
  /** Paid orders that were not cancelled. */
  orders: number;
  /** Those of them in another currency than the reporting one: they have no amount here. */
  foreignOrders: number;
  /** Customers with a paid order, counted as they are known today. */
  customers: number;
  /** Paid less returned, minor units of the reporting currency. */
  revenueMinor: number;
}

/** Figures from purchases for the key figures and charts. */
@Injectable()
export class PurchaseFigures {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** Orders, customers and revenue by month, level or product category. A group without business is left out. */
  trade(tx: Tx, { from, to, by }: Question): Promise<Trade[]> {
    return by === 'category' ? this.tradeByCategory(tx, from, to) : this.tradeByDays(tx, { from, to, by });
  }

  private tradeByDays(tx: Tx, { from, to, by }: Pick<Question, 'from' | 'to' | 'by'>): Promise<Trade[]> {
    return tx.query<Trade[]>(
      `SELECT ${keyOfDay(by)} AS key, coalesce(sum(purchases), 0)::bigint AS orders,
         coalesce(sum(foreign_purchases), 0)::bigint AS "foreignOrders",
         count(DISTINCT ${survivorColumn('d.customer_id')}) FILTER (WHERE purchases > 0) AS customers,
         ${bounded('coalesce(sum(amount_minor), 0)')} AS "revenueMinor"
       FROM customer_day d ${joinSurvivor('d.customer_id')} ${by === 'level' ? joinLevel('d.customer_id') : ''}
       WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }

  private tradeByCategory(tx: Tx, from: string, to: string): Promise<Trade[]> {
    return tx.query<Trade[]>(
      `SELECT coalesce(category, 'unknown') AS key,
         count(DISTINCT (source, order_id)) FILTER (WHERE kind = 'paid') AS orders,
         count(DISTINCT (source, order_id)) FILTER (WHERE kind = 'paid' AND currency <> $3) AS "foreignOrders",
         count(DISTINCT ${survivorColumn('p.customer_id')}) FILTER (WHERE kind = 'paid') AS customers,
         ${bounded('coalesce(sum(amount_minor) FILTER (WHERE currency = $3), 0)')} AS "revenueMinor"
       FROM counted_purchase p ${joinSurvivor('p.customer_id')}
       WHERE day BETWEEN $1 AND $2 GROUP BY 1 ORDER BY 1`,
      [from, to, this.config.REPORTING_CURRENCY],
    );
  }

  /** Customers that bought in the 90 days up to the end of the period, or of each of its months. */
  active(tx: Tx, { from, to, by }: Question): Promise<{ key: string; customers: number }[]> {
    const ends =
      by === 'month'
        ? `SELECT to_char(month, 'YYYY-MM') AS key, least((month + interval '1 month - 1 day')::date, $2::date) AS day
           FROM generate_series(date_trunc('month', $1::date::timestamp), $2::date::timestamp, '1 month') AS month`
        : `SELECT '' AS key, $2::date AS day WHERE $1::date IS NOT NULL`;
    return tx.query<{ key: string; customers: number }[]>(
      `SELECT ${by === 'level' ? levelColumn : 'ends.key'} AS key, count(DISTINCT ${survivorColumn('d.customer_id')}) AS customers
       FROM (${ends}) AS ends
       ${by === 'month' ? 'LEFT' : 'INNER'} JOIN customer_day d
         ON d.day > ends.day - ${activeDays} AND d.day <= ends.day AND d.purchases > 0
       ${joinSurvivor('d.customer_id')} ${by === 'level' ? joinLevel('d.customer_id') : ''}
       GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }

  /** Buyers of the period, and those who bought on two days of it or more. */
  repeaters(tx: Tx, { from, to, by }: Question): Promise<{ key: string; buyers: number; repeaters: number }[]> {
    return tx.query<{ key: string; buyers: number; repeaters: number }[]>(
      `SELECT ${by === 'level' ? levelColumn : `''`} AS key, count(*) AS buyers, count(*) FILTER (WHERE days > 1) AS repeaters
       FROM (SELECT ${survivorColumn('d.customer_id')} AS customer_id, count(DISTINCT day) AS days
             FROM customer_day d ${joinSurvivor('d.customer_id')}
             WHERE day BETWEEN $1 AND $2 AND purchases > 0 GROUP BY 1) AS buyer
       ${by === 'level' ? joinLevel('buyer.customer_id') : ''}
       GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }
}

/** A customer is active for so long after a purchase. */
const activeDays = 90;

function keyOfDay(by: Breakdown | null): string {
  if (by === 'month') return `to_char(day, 'YYYY-MM')`;
  return by === 'level' ? levelColumn : `''`;
}
