import type { CaseKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';

/** From the first instant on, before the second. */
export interface Period {
  from: Date;
  to: Date;
}

/** A case with which no article was used. */
export interface CaseWithoutArticle {
  id: string;
  productId: string | null;
  /** What an assessment found; null: not assessed. */
  causeId: string | null;
  kind: CaseKind;
  customerId: string | null;
}

const inPeriod = `c.opened_at >= $1 AND c.opened_at < $2 AND c.state NOT IN ('merged', 'withdrawn')
  AND ($3::text IS NULL OR c.owner_department = $3 OR c.owner_employee_id = $4)`;
const used = 'EXISTS (SELECT FROM article_use u WHERE u.case_id = c.id)';

/** Cases opened in a period that the viewer answers for: those of the own department and the own ones, or all. */
@Injectable()
export class GapsRepository {
  async counts(tx: Tx, period: Period, viewer: User): Promise<{ cases: number; withArticle: number }> {
    const [row] = await tx.query<{ cases: number; withArticle: number }[]>(
      `SELECT count(*) AS cases, count(*) FILTER (WHERE ${used}) AS "withArticle" FROM service_case c WHERE ${inPeriod}`,
      valuesOf(period, viewer),
    );
    return row!;
  }

  /** The newest first. */
  withoutArticle(tx: Tx, period: Period, viewer: User, limit: number): Promise<CaseWithoutArticle[]> {
    return tx.query(
      `SELECT c.id, c.product_id AS "productId", c.cause_id AS "causeId", c.kind, c.customer_id AS "customerId" FROM service_case c
       WHERE ${inPeriod} AND NOT ${used} ORDER BY c.opened_at DESC, c.id LIMIT $5`,
      [...valuesOf(period, viewer), limit],
    );
  }
}

/** A user of department scope without a department sees no department's cases: none is named ''. */
const valuesOf = ({ from, to }: Period, viewer: User): unknown[] => [
  from,
  to,
  viewer.scope === 'all' ? null : (viewer.department ?? ''),
  viewer.id,
];
