import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Matched } from './proactive-task.entity.js';
import type { ProactiveFilter } from './rules/action.js';

/** A customer whom an action is for. */
export interface Addressee {
  /** The survivor. */
  customerId: string;
  ownerEmployeeId: string | null;
  level: string;
  status: string;
  department: string;
  productIds: string[] | null;
}

interface Audience {
  filter: ProactiveFilter;
  /** Only customers of this department; null: of all. */
  department: string | null;
}

/** Which customers fit, by what this service knows of them: their cards, paid orders and problems. */
@Injectable()
export class AudienceService {
  async count(tx: Tx, audience: Audience): Promise<number> {
    const sql = `${matching} SELECT count(*)::int AS count FROM fitting`;
    const [row] = await tx.query<{ count: number }[]>(sql, parametersOf(audience));
    return row!.count;
  }

  /** The next ones in order of id that have no task of the action yet, under whatever id. */
  next(tx: Tx, audience: Audience & { id: string }, behind: string | null, limit: number): Promise<Addressee[]> {
    return tx.query(
      `${matching}
       SELECT * FROM fitting f
       WHERE ($10::uuid IS NULL OR f."customerId" > $10)
         AND f."customerId" NOT IN (
           SELECT customer_survivor(t.customer_id) FROM proactive_task t JOIN customer_card r ON r.customer_id = t.customer_id
           WHERE t.action_id = $11 AND r.merged_into IS NOT NULL)
       ORDER BY f."customerId" LIMIT ${Number(limit)}`,
      [...parametersOf(audience), behind, audience.id],
    );
  }
}

/** By which conditions of the filter a customer fitted. */
export function matchedBy(filter: ProactiveFilter, one: Addressee): Matched {
  return {
    ...(filter.levels && { level: one.level }),
    ...(filter.statuses && { status: one.status }),
    ...(filter.departments && { department: one.department }),
    ...(filter.owners && { owner: one.ownerEmployeeId }),
    ...(filter.productIds && { productIds: one.productIds ?? [] }),
    ...(filter.problemId && { problemId: filter.problemId }),
    ...(filter.customerIds && { named: true as const }),
  };
}

const parametersOf = ({ filter, department }: Audience): unknown[] => [
  filter.levels ?? null,
  filter.statuses ?? null,
  filter.kinds ?? null,
  filter.departments ?? null,
  filter.owners ?? null,
  filter.productIds ?? null,
  filter.problemId ?? null,
  filter.customerIds ?? null,
  department,
];

/** Survivors only; what is known of a retired id counts for its survivor. */
const matching = `
  WITH buyer AS (
    SELECT customer_survivor(p.customer_id) AS customer_id, array_agg(DISTINCT p.product_id ORDER BY p.product_id) AS products
    FROM customer_product p WHERE p.product_id = ANY ($6::text[]) GROUP BY 1
  ), named AS (
    SELECT DISTINCT customer_survivor(id) AS customer_id FROM unnest($8::uuid[]) AS id
  ), concerned AS (
    SELECT DISTINCT customer_survivor(c.customer_id) AS customer_id
    FROM problem_case l JOIN service_case c ON c.id = l.case_id
    WHERE l.problem_id = $7::uuid AND c.customer_id IS NOT NULL
  ), fitting AS (
    SELECT card.customer_id AS "customerId", card.owner_employee_id AS "ownerEmployeeId",
           coalesce(card.level, 'basic') AS level, card.status, card.owner_department AS department,
           buyer.products AS "productIds"
    FROM customer_card card LEFT JOIN buyer ON buyer.customer_id = card.customer_id
    WHERE card.merged_into IS NULL
      AND ($1::text[] IS NULL OR coalesce(card.level, 'basic') = ANY ($1))
      AND ($2::text[] IS NULL OR card.status = ANY ($2))
      AND ($3::text[] IS NULL OR card.kind = ANY ($3))
      AND ($4::text[] IS NULL OR card.owner_department = ANY ($4))
      AND ($5::text[] IS NULL OR card.owner_employee_id = ANY ($5))
      AND ($6::text[] IS NULL OR buyer.customer_id IS NOT NULL)
      AND ($7::uuid IS NULL OR card.customer_id IN (SELECT customer_id FROM concerned))
      AND ($8::uuid[] IS NULL OR card.customer_id IN (SELECT customer_id FROM named))
      AND ($9::text IS NULL OR card.owner_department = $9))`;
