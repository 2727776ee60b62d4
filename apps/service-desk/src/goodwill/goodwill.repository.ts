import type { GoodwillReason } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { givenStates, Goodwill, type GoodwillState } from './goodwill.entity.js';

/** A gesture with the number of its case. */
export interface GoodwillRecord {
  goodwill: Goodwill;
  caseNumber: string;
}

export interface GoodwillFilter {
  state?: GoodwillState;
  caseId?: string;
  /** Ids that are one customer. */
  customerIds?: string[];
  proposedBy?: string;
}

/** What was approved of one department, for one reason. */
export interface GoodwillSum {
  department: string;
  reason: GoodwillReason;
  state: GoodwillState;
  gestures: number;
  points: number;
}

/** Rows of goodwill and budgets. */
@Injectable()
export class GoodwillRepository {
  async add(tx: Tx, goodwill: Goodwill): Promise<void> {
    await tx.insert(Goodwill, goodwill);
  }

  async save(tx: Tx, { id, ...changes }: Goodwill): Promise<void> {
    await tx.update(Goodwill, { id }, changes);
  }

  byId(tx: Tx, id: string): Promise<Goodwill | null> {
    return tx.findOneBy(Goodwill, { id });
  }

  /** Null: absent, or not for this viewer. */
  async find(tx: Tx, id: string, viewer: User): Promise<GoodwillRecord | null> {
    const [record] = await this.read(tx, `g.id = $3 AND ${visible}`, [...limitOf(viewer), id]);
    return record ?? null;
  }

  /** The newest first, behind an id. */
  list(
    tx: Tx,
    viewer: User,
    { state, caseId, customerIds, proposedBy }: GoodwillFilter,
    behind: string | undefined,
    limit: number,
  ): Promise<GoodwillRecord[]> {
    return this.read(
      tx,
      `${visible} AND ($3::text IS NULL OR g.state = $3) AND ($4::uuid IS NULL OR g.case_id = $4)
       AND ($5::uuid[] IS NULL OR g.customer_id = ANY ($5)) AND ($6::text IS NULL OR g.proposed_by = $6)
       AND ($7::uuid IS NULL OR g.id < $7)
       ORDER BY g.id DESC LIMIT ${Number(limit)}`,
      [...limitOf(viewer), state ?? null, caseId ?? null, customerIds ?? null, proposedBy ?? null, behind ?? null],
    );
  }

  /** What was decided in a stretch of time, by the department that approved it. */
  sums(tx: Tx, viewer: User, from: Date, until: Date): Promise<GoodwillSum[]> {
    return tx.query(
      `SELECT g.decided_department AS department, g.reason, g.state, count(*)::int AS gestures, sum(g.points)::int AS points
       FROM goodwill g JOIN service_case c ON c.id = g.case_id
       WHERE ${visible} AND g.decided_at >= $3 AND g.decided_at < $4
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [...limitOf(viewer), from, until],
    );
  }

  /** Waits for others who give something to the same customer. */
  async lockCustomer(tx: Tx, survivorId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`goodwill-of:${survivorId}`]);
  }

  /** Points that a customer got since then, or is about to get. */
  async givenSince(tx: Tx, customerIds: string[], since: Date): Promise<number> {
    const [row] = await tx.query<{ points: number }[]>(
      `SELECT coalesce(sum(points), 0)::int AS points FROM goodwill
       WHERE customer_id = ANY ($1) AND decided_at >= $2 AND state = ANY ($3)`,
      [customerIds, since, givenStates],
    );
    return row!.points;
  }

  /** Takes points from somebody's budget of a month; false: there is not enough left. */
  async take(tx: Tx, employeeId: string, month: string, points: number, allowed: number): Promise<boolean> {
    if (points > allowed) return false;
    const rows = await tx.query<unknown[]>(
      `INSERT INTO goodwill_budget AS b (employee_id, month, used, allowed) VALUES ($1, $2, $3, $4)
       ON CONFLICT (employee_id, month) DO UPDATE SET used = b.used + EXCLUDED.used, allowed = EXCLUDED.allowed
       WHERE b.used + EXCLUDED.used <= EXCLUDED.allowed RETURNING 1`,
      [employeeId, month, points, allowed],
    );
    return rows.length > 0;
  }

  /** Gives back what came to nothing. */
  async giveBack(tx: Tx, { decidedBy, budgetMonth, points }: Goodwill): Promise<void> {
    await tx.query('UPDATE goodwill_budget SET used = used - $3 WHERE employee_id = $1 AND month = $2', [
      decidedBy,
      budgetMonth,
      points,
    ]);
  }

  private async read(tx: Tx, where: string, parameters: unknown[]): Promise<GoodwillRecord[]> {
    const rows = await tx.query<{ id: string; caseNumber: string }[]>(
      `SELECT g.id, c.number AS "caseNumber" FROM goodwill g JOIN service_case c ON c.id = g.case_id WHERE ${where}`,
      parameters,
    );
    const found = await tx
      .createQueryBuilder(Goodwill, 'g')
      .whereInIds(rows.map(({ id }) => id))
      .getMany();
    const byId = new Map(found.map((goodwill) => [goodwill.id, goodwill]));
    return rows.map(({ id, caseNumber }) => ({ goodwill: byId.get(id)!, caseNumber }));
  }
}

/** Own department (null: all) and id. A user of department scope without one sees no department's: none is named ''. */
const limitOf = (viewer: User): [string | null, string] =>
  viewer.scope === 'all' ? [null, viewer.id] : [viewer.department ?? '', viewer.id];

/** SQL: of a case that the viewer's department or the viewer answers for, or proposed by the viewer. */
const visible = `($1::text IS NULL OR c.owner_department = $1 OR c.owner_employee_id = $2 OR g.proposed_by = $2)`;
