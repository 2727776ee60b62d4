import type { ValueLevel } from '@crm/contracts';
import { bounded, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { LorenzStep } from './rules/lorenz.js';

/** The customers of one level. */
export interface LevelCount {
  level: ValueLevel;
  customers: number;
  /** Their net purchases in the window, minor units of the reporting currency. */
  revenueMinor: number;
}

/** Figures over all customers that have bought, counted as they are known today. */
@Injectable()
export class ValueFigures {
  /** Customers and revenue of each level that has any. */
  distribution(tx: Tx): Promise<LevelCount[]> {
    return tx.query<LevelCount[]>(
      `SELECT level, count(*) AS customers, ${bounded('sum(monetary_minor)')} AS "revenueMinor" FROM ${buyers} GROUP BY level`,
    );
  }

  /** The customers from the most to the least valuable in at most 20 equal groups, none of fewer than 5. */
  steps(tx: Tx): Promise<LorenzStep[]> {
    return tx.query<LorenzStep[]>(
      `WITH buyer AS (SELECT monetary_minor FROM ${buyers}),
       grouped AS (
         SELECT monetary_minor, ntile((SELECT greatest(1, least(20, count(*) / 5))::integer FROM buyer))
           OVER (ORDER BY monetary_minor DESC) AS step FROM buyer)
       SELECT count(*) AS customers, ${bounded('sum(monetary_minor)')} AS "revenueMinor" FROM grouped GROUP BY step ORDER BY step`,
    );
  }
}

const buyers = `customer_value v
  WHERE last_day IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.customer_id = v.customer_id)`;
