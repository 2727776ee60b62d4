import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** Part of a statement: whether anybody ordered, asked or worked under an id that is this customer today. */
export const hasWork = (customerId: string): string => `EXISTS (
  WITH RECURSIVE cluster AS (
    SELECT ${customerId} AS id
    UNION ALL SELECT retired.id FROM cluster JOIN customer retired ON retired.merged_into = cluster.id)
  SELECT FROM cluster WHERE EXISTS (SELECT FROM customer_order WHERE customer_id = cluster.id)
    OR EXISTS (SELECT FROM overview_part WHERE customer_id = cluster.id AND kind = 'case')
    OR EXISTS (SELECT FROM opportunity WHERE customer_id = cluster.id)
    OR EXISTS (SELECT FROM interaction WHERE customer_id = cluster.id)
    OR EXISTS (SELECT FROM follow_up WHERE customer_id = cluster.id))`;

/** What others did for a customer, or it with them: orders, cases, opportunities, interactions and follow-ups. */
@Injectable()
export class CustomerWork {
  async exists(tx: Tx, customerId: string): Promise<boolean> {
    const [row] = await tx.query<{ exists: boolean }[]>(`SELECT ${hasWork('$1::uuid')} AS "exists"`, [customerId]);
    return row!.exists;
  }
}
