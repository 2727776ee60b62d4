import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { WorkKind } from './rules/reasons.js';
import type { Reason } from './rules/score.js';

/** score: the worst record first; value: most points to be won × value of the customer first. */
export const worklistSorts = ['score', 'value'] as const;
export type WorklistSort = (typeof worklistSorts)[number];

export interface WorklistFilter {
  /** Department of a user who sees only that one's customers; null: all. */
  scope: string | null;
  department: string | undefined;
  /** Employee's id. */
  owner: string | undefined;
  reason: WorkKind | undefined;
  sort: WorklistSort;
}

/** Where a page ends. */
export interface WorklistPlace {
  at: number;
  id: string;
}

export interface WorklistRow {
  customerId: string;
  owner: string | null;
  score: number;
  priority: number;
  reasons: Reason[];
  computedAt: Date;
}

/** Customers whose records want work. */
@Injectable()
export class QualityWorklistRepository {
  /**
   * The score's own department leads to the rows by an index, in their order; the customer's decides, since a score
   * follows a change of the owner within seconds only. OFFSET 0 keeps the two conditions on the department apart: taken
   * together the planner believes that hardly any row fulfils both, and sorts a whole department for a page.
   */
  page(tx: Tx, filter: WorklistFilter, after: WorklistPlace | undefined, limit: number): Promise<WorklistRow[]> {
    const parameters: unknown[] = [];
    const bound = (value: unknown): string => `$${parameters.push(value)}`;
    const ofScore = ['q.score < 100'];
    const ofCustomer = ['id = q.customer_id', 'merged_into IS NULL', 'withdrawn_at IS NULL'];
    for (const department of new Set([filter.scope, filter.department])) {
      if (department === null || department === undefined) continue;
      const place = bound(department);
      ofScore.push(`q.department = ${place}`);
      ofCustomer.push(`owner_department = ${place}`);
    }
    if (filter.owner !== undefined) {
      const place = bound(filter.owner);
      ofScore.push(`q.owner = ${place}`);
      ofCustomer.push(`owner_employee_id = ${place}`);
    }
    if (filter.reason) ofScore.push(`q.is_${filter.reason}`);
    const isByScore = filter.sort === 'score';
    const column = isByScore ? 'q.score' : 'q.priority';
    const direction = isByScore ? 'ASC' : 'DESC';
    const behind = isByScore ? '>' : '<';
    if (after) ofScore.push(`(${column}, q.customer_id) ${behind} (${bound(after.at)}, ${bound(after.id)}::uuid)`);
    return tx.query<WorklistRow[]>(
      `SELECT q.customer_id AS "customerId", c.owner, q.score, q.priority, q.reasons, q.computed_at AS "computedAt"
       FROM customer_quality q, LATERAL (
         SELECT owner_employee_id AS owner FROM customer WHERE ${ofCustomer.join(' AND ')} OFFSET 0) AS c
       WHERE ${ofScore.join(' AND ')} ORDER BY ${column} ${direction}, q.customer_id ${direction} LIMIT ${bound(limit)}`,
      parameters,
    );
  }
}
