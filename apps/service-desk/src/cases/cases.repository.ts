import type { CaseKind, CaseState, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { ServiceCase } from './case.entity.js';
import type { CaseSort } from './case-sorts.js';
import type { Place } from './place.js';

/** A case as people read it: `customerId` is the customer of today. */
export type CaseRecord = ServiceCase & { customerToday: string | null };

export interface CaseFilter {
  owner?: string;
  state?: CaseState;
  dueBefore?: Date;
  /** Ids that are one customer. */
  customerIds?: string[];
  level?: ValueLevel;
  /** Id of its cause. */
  cause?: string;
  productId?: string;
  /** Id of the recurring problem that it belongs to. */
  problem?: string;
}

/** The only open case of a matter, or a candidate for it. */
export type OpenCase = Pick<ServiceCase, 'id' | 'customerId' | 'kind' | 'orderId' | 'productId' | 'openedAt' | 'sole'>;

@Injectable()
export class CasesRepository {
  async add(tx: Tx, kase: ServiceCase): Promise<void> {
    await tx.insert(ServiceCase, kase);
  }

  async save(tx: Tx, kase: ServiceCase): Promise<void> {
    const { id, ...changes } = kase;
    await tx.update(ServiceCase, { id }, changes);
  }

  /** Locks the row; null: absent, or somebody else answers for it (`null` as the acting user: the system). */
  async lock(tx: Tx, id: string, by: User | null): Promise<ServiceCase | null> {
    const [department, employee] = limitOf(by);
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM service_case c WHERE c.id = $1 AND ${accountable('$2', '$3')} FOR UPDATE`,
      [id, department, employee],
    );
    return rows.length === 0 ? null : tx.findOneByOrFail(ServiceCase, { id });
  }

  byId(tx: Tx, id: string): Promise<ServiceCase | null> {
    return tx.findOneBy(ServiceCase, { id });
  }

  hasFollowUp(tx: Tx, followUpId: string): Promise<boolean> {
    return tx.existsBy(ServiceCase, { followUpId });
  }

  async isVisible(tx: Tx, id: string, viewer: User): Promise<boolean> {
    const sql = `SELECT 1 FROM service_case c WHERE c.id = $1 AND ${visible('$2', '$3')}`;
    return (await tx.query<unknown[]>(sql, [id, ...limitOf(viewer)])).length > 0;
  }

  async find(tx: Tx, id: string, viewer: User): Promise<CaseRecord | null> {
    const [row] = await this.read(tx, `c.id = $1 AND ${visible('$2', '$3')}`, 'c.id', [id, ...limitOf(viewer)]);
    return row ?? null;
  }

  /** One page behind a place. */
  list(
    tx: Tx,
    viewer: User,
    filter: CaseFilter,
    sort: CaseSort,
    behind: Place | undefined,
    limit: number,
  ): Promise<CaseRecord[]> {
    const { column, direction, beyond } = orders[sort];
    const { owner, state, dueBefore, customerIds, level, cause, productId, problem } = filter;
    return this.read(
      tx,
      `${visible('$1', '$2')}
       AND ($3::text IS NULL OR c.owner_employee_id = $3)
       AND ($4::text IS NULL OR c.state = $4)
       AND ($5::timestamptz IS NULL OR c.due_at < $5)
       AND ($6::uuid[] IS NULL OR c.customer_id = ANY ($6))
       AND ($7::text IS NULL OR c.level = $7)
       AND ($8::timestamptz IS NULL OR (c.${column}, c.id) ${beyond} ($8, $9::uuid))
       AND ($10::uuid IS NULL OR c.cause_id = $10)
       AND ($11::text IS NULL OR c.product_id = $11)
       AND ($12::uuid IS NULL OR c.id IN (SELECT case_id FROM problem_case WHERE problem_id = $12))`,
      `c.${column} ${direction}, c.id ${direction} LIMIT ${Number(limit)}`,
      [
        ...limitOf(viewer),
        owner ?? null,
        state ?? null,
        dueBefore ?? null,
        customerIds ?? null,
        level ?? null,
        behind?.at ?? null,
        behind?.id ?? null,
        cause ?? null,
        productId ?? null,
        problem ?? null,
      ],
    );
  }

  /** Open cases of one customer (any of its ids), the newest first. */
  openOf(tx: Tx, customerIds: string[], limit: number): Promise<OpenCase[]> {
    return tx.query(
      `${selectOpen} WHERE c.customer_id = ANY ($1) AND c.state <> 'closed' ORDER BY c.opened_at DESC, c.id LIMIT $2`,
      [customerIds, limit],
    );
  }

  /** Open cases of one customer, of one kind, with this order or product. */
  openOfMatter(
    tx: Tx,
    customerIds: string[],
    matter: { kind: CaseKind; orderId: string | null; productId: string | null },
  ): Promise<OpenCase[]> {
    return tx.query(
      `${selectOpen}
       WHERE c.customer_id = ANY ($1) AND c.state <> 'closed' AND c.kind = $2 AND (c.order_id = $3 OR c.product_id = $4)
       ORDER BY c.opened_at DESC, c.id`,
      [customerIds, matter.kind, matter.orderId, matter.productId],
    );
  }

  /** How many open cases each of these employees owns; who owns none is left out. */
  async openCounts(tx: Tx, employeeIds: string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ owner: string; count: number }[]>(
      `SELECT owner_employee_id AS owner, count(*) AS count FROM service_case
       WHERE state <> 'closed' AND owner_employee_id = ANY ($1) GROUP BY 1`,
      [employeeIds],
    );
    return new Map(rows.map(({ owner, count }) => [owner, count]));
  }

  async nextNumber(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ number: number }[]>(`SELECT nextval('case_number') AS number`);
    return row!.number;
  }

  /** The page first, then whose customer each of its rows is today: merges and their undoing are resolved at reading. */
  private async read(tx: Tx, where: string, order: string, parameters: unknown[]): Promise<CaseRecord[]> {
    const rows = await tx.query<{ id: string; customerToday: string | null }[]>(
      `SELECT page.id, today.customer_id AS "customerToday"
       FROM (SELECT c.id, c.customer_id, row_number() OVER () AS position
             FROM (SELECT c.* FROM service_case c WHERE ${where} ORDER BY ${order}) c) page
       CROSS JOIN LATERAL (
         WITH RECURSIVE chain AS (
           SELECT page.customer_id AS customer_id, 0 AS depth
           UNION ALL
           SELECT card.merged_into, chain.depth + 1 FROM chain JOIN customer_card card ON card.customer_id = chain.customer_id
           WHERE card.merged_into IS NOT NULL AND chain.depth < 50)
         SELECT chain.customer_id FROM chain ORDER BY depth DESC LIMIT 1) today
       ORDER BY page.position`,
      parameters,
    );
    const cases = await tx
      .createQueryBuilder(ServiceCase, 'c')
      .whereInIds(rows.map(({ id }) => id))
      .getMany();
    const byId = new Map(cases.map((kase) => [kase.id, kase]));
    return rows.map(({ id, customerToday }) => Object.assign(byId.get(id)!, { customerToday }));
  }
}

const orders = {
  dueAt: { column: 'due_at', direction: 'ASC', beyond: '>' },
  '-openedAt': { column: 'opened_at', direction: 'DESC', beyond: '<' },
} as const satisfies Record<CaseSort, object>;

/** Own department (null: all) and id. A user of department scope without one sees no department's cases: none is named ''. */
const limitOf = (viewer: User | null): [string | null, string] =>
  viewer === null || viewer.scope === 'all' ? [null, ''] : [viewer.department ?? '', viewer.id];

/** SQL: the owner's department is the user's, or the case is the user's own. */
const accountable = (department: string, employee: string): string =>
  `(${department}::text IS NULL OR c.owner_department = ${department} OR c.owner_employee_id = ${employee})`;

/** SQL: whom a case is offered to may read it too, before deciding on the offer. */
const visible = (department: string, employee: string): string => `(${accountable(department, employee)}
  OR EXISTS (SELECT 1 FROM handover h WHERE h.case_id = c.id AND h.state = 'offered'
             AND (h.to_department = ${department} OR h.to_employee_id = ${employee})))`;

const selectOpen = `
  SELECT c.id, c.customer_id AS "customerId", c.kind, c.order_id AS "orderId", c.product_id AS "productId",
         c.opened_at AS "openedAt", c.sole
  FROM service_case c`;
