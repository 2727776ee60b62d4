import type { User } from '@crm/platform/auth';

/**
 * SQL of a lateral sub-select: who the customer id in `column` is today, as one row `(customer_id, level,
 * owner_department)` under `alias`. Business rows keep the id first seen; merges and their undoing are resolved here,
 * in the query. Level and department are null while no card has arrived.
 */
export const currentCustomer = (column: string, alias = 'customer'): string => `
  CROSS JOIN LATERAL (
    WITH RECURSIVE chain AS (
      SELECT ${column} AS id, 0 AS depth
      UNION ALL
      SELECT link.merged_into, chain.depth + 1 FROM chain JOIN customer_card link ON link.customer_id = chain.id
      WHERE link.merged_into IS NOT NULL AND chain.depth < 50)
    SELECT chain.id AS customer_id, card.level, card.owner_department
    FROM chain LEFT JOIN customer_card card ON card.customer_id = chain.id
    ORDER BY chain.depth DESC LIMIT 1
  ) ${alias}`;

/**
 * The department whose customers a query is limited to; null: no limit. A user of department scope without a
 * department sees nothing, which the empty name (no department has it) stands for.
 */
export const departmentLimit = (user: User): string | null => (user.scope === 'all' ? null : (user.department ?? ''));

/** SQL predicate over the alias of `currentCustomer`; `parameter` is the placeholder of `departmentLimit`'s value. */
export const withinDepartment = (parameter: string, alias = 'customer'): string =>
  `(${parameter}::text IS NULL OR ${alias}.owner_department = ${parameter})`;
