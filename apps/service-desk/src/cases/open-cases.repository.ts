import type { CaseKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ServiceCase } from './case.entity.js';
import { open } from './case-list-sql.js';

/** The only open case of a matter, or a candidate for it. */
export type OpenCase = Pick<
  ServiceCase,
  'id' | 'customerId' | 'kind' | 'kindTold' | 'orderId' | 'productId' | 'openedAt' | 'sole'
>;

/** Whose cases: a customer's (any of its ids), and those of the unknown person behind a contact point. */
export interface CaseCaller {
  customerIds: string[];
  /** Keyed hash of the contact point. */
  contactKey: string | null;
}

/** Which cases of somebody are open: of a customer or caller, or of their owners. */
@Injectable()
export class OpenCasesRepository {
  /** Ids of open cases of one customer (any of its ids), in their order, behind one. */
  async openIdsOf(tx: Tx, customerIds: string[], behind: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c WHERE c.customer_id = ANY ($1) AND ($2::uuid IS NULL OR c.id > $2) AND ${open}
       ORDER BY c.id LIMIT $3`,
      [customerIds, behind, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Open cases of one customer (any of its ids), the newest first. */
  openOf(tx: Tx, customerIds: string[], limit: number): Promise<OpenCase[]> {
    return tx.query(
      `${selectOpen} WHERE c.customer_id = ANY ($1) AND ${open} ORDER BY c.opened_at DESC, c.id LIMIT $2`,
      [customerIds, limit],
    );
  }

  /**
   * Open cases of a caller with this order or product, of one kind (null: of any), or of which nobody told one; for one that
   * was merged that in which it goes on.
   */
  openOfMatter(
    tx: Tx,
    caller: CaseCaller,
    matter: { kind: CaseKind | null; orderId: string | null; productId: string | null },
  ): Promise<OpenCase[]> {
    return tx.query(
      `WITH RECURSIVE meant AS (
         SELECT * FROM service_case m
         WHERE ${ofCaller('m', '$1', '$2')} AND m.state NOT IN ('closed', 'withdrawn') AND ($3::text IS NULL OR m.kind = $3 OR NOT m.kind_told)
           AND (m.order_id = $4 OR m.product_id = $5)),
       chain AS (
         SELECT id, id AS goes_on FROM meant
         UNION ALL
         SELECT chain.id, c.merged_into_id FROM chain JOIN service_case c ON c.id = chain.goes_on
         WHERE c.merged_into_id IS NOT NULL)
       SELECT c.id, meant.customer_id AS "customerId",
              CASE WHEN meant.kind_told THEN meant.kind ELSE c.kind END AS kind, meant.kind_told OR c.kind_told AS "kindTold", meant.order_id AS "orderId", meant.product_id AS "productId",
              meant.opened_at AS "openedAt", meant.sole AND meant.state <> 'merged' AS sole
       FROM meant JOIN chain ON chain.id = meant.id JOIN service_case c ON c.id = chain.goes_on
       WHERE ${open}
       ORDER BY meant.opened_at DESC, c.id`,
      [caller.customerIds, caller.contactKey, matter.kind, matter.orderId, matter.productId],
    );
  }

  /** Open cases of a caller, the newest first. */
  openOfCaller(tx: Tx, { customerIds, contactKey }: CaseCaller, limit: number): Promise<OpenCase[]> {
    return tx.query(
      `${selectOpen} WHERE ${open} AND ${ofCaller('c', '$1', '$2')} ORDER BY c.opened_at DESC, c.id LIMIT $3`,
      [customerIds, contactKey, limit],
    );
  }

  /** How many open cases each of these employees owns; who owns none is left out. */
  async openCounts(tx: Tx, employeeIds: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ owner: string; count: number }[]>(
      `SELECT c.owner_employee_id AS owner, count(*) AS count FROM service_case c
       WHERE ${open} AND c.owner_employee_id = ANY ($1) GROUP BY 1`,
      [employeeIds],
    );
    return new Map(rows.map(({ owner, count }) => [owner, count]));
  }

  /** How many open cases each of these employees owns, counted up to a limit. */
  async openCountsUpTo(tx: Tx, limits: { employeeId: string; most: number }[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ owner: string; count: number }[]>(
      `SELECT wanted.owner, counted.count FROM unnest($1::text[], $2::int[]) AS wanted (owner, most)
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS count FROM (
           SELECT FROM service_case
           WHERE owner_employee_id = wanted.owner AND state NOT IN ('closed', 'merged', 'withdrawn') LIMIT wanted.most) few
       ) counted`,
      [limits.map(({ employeeId }) => employeeId), limits.map(({ most }) => most)],
    );
    return new Map(rows.map(({ owner, count }) => [owner, count]));
  }
}

/** SQL: by the ids of a customer, or the key of a contact point that was nobody's when it was used. */
const ofCaller = (alias: string, customerIds: string, contactKey: string): string => `
  ${alias}.id IN (
    SELECT own.id FROM service_case own WHERE own.customer_id = ANY (${customerIds}::uuid[])
    UNION SELECT i.case_id FROM intake i WHERE i.contact_key = ${contactKey}::text AND i.customer_id IS NULL)`;

const selectOpen = `
  SELECT c.id, c.customer_id AS "customerId", c.kind, c.kind_told AS "kindTold", c.order_id AS "orderId",
         c.product_id AS "productId", c.opened_at AS "openedAt", c.sole
  FROM service_case c`;
