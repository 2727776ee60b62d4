import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { Problem, type Recurrence } from './problem.entity.js';
import { Verification } from './problem-verification.entity.js';
import type { ProblemState } from './rules/progress.js';

/** A problem with the number of its cases. */
export interface ProblemRecord {
  problem: Problem;
  cases: number;
}

export interface ProblemFilter {
  state?: ProblemState;
  productId?: string;
  cause?: string;
  department?: string;
}

@Injectable()
export class ProblemsRepository {
  async add(tx: Tx, problem: Problem): Promise<void> {
    await tx.insert(Problem, problem);
  }

  async save(tx: Tx, problem: Problem): Promise<void> {
    const { id, ...changes } = problem;
    await tx.update(Problem, { id }, changes);
  }

  /** Locks the row; null: absent, or not the user's (`null`: the system). */
  async lock(tx: Tx, id: string, by: User | null): Promise<Problem | null> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM problem p WHERE p.id = $1 AND ${visibleProblem('$2', '$3')} FOR UPDATE`,
      [id, ...limitOf(by)],
    );
    return rows.length === 0 ? null : tx.findOneByOrFail(Problem, { id });
  }

  async find(tx: Tx, id: string, viewer: User): Promise<ProblemRecord | null> {
    const [record] = await this.read(tx, `p.id = $1 AND ${visibleProblem('$2', '$3')}`, [id, ...limitOf(viewer)]);
    return record ?? null;
  }

  /** The newest first, behind an id. */
  list(
    tx: Tx,
    viewer: User,
    filter: ProblemFilter,
    behind: string | undefined,
    limit: number,
  ): Promise<ProblemRecord[]> {
    const { state, productId, cause, department } = filter;
    return this.read(
      tx,
      `${visibleProblem('$1', '$2')}
       AND ($3::text IS NULL OR p.state = $3)
       AND ($4::text IS NULL OR p.product_id = $4)
       AND ($5::uuid IS NULL OR p.cause_id = $5)
       AND ($6::text IS NULL OR p.responsible_department = $6)
       AND ($7::uuid IS NULL OR p.id < $7)
       ORDER BY p.id DESC LIMIT ${Number(limit)}`,
      [...limitOf(viewer), state ?? null, productId ?? null, cause ?? null, department ?? null, behind ?? null],
    );
  }

  /** Cases of a problem that were received in a stretch of time. What was merged is counted once, what was withdrawn not at all. */
  async countReceived(tx: Tx, problemId: string, from: Date, until: Date): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM problem_case l JOIN service_case c ON c.id = l.case_id
       WHERE l.problem_id = $1 AND c.opened_at >= $2 AND c.opened_at < $3 AND c.state NOT IN ('merged', 'withdrawn')`,
      [problemId, from, until],
    );
    return row!.count;
  }

  async addVerification(tx: Tx, verification: Verification): Promise<void> {
    await tx.insert(Verification, verification);
  }

  verificationsOf(tx: Tx, problemId: string): Promise<Verification[]> {
    return tx.find(Verification, { where: { problemId }, order: { round: 'ASC' } });
  }

  /** Nobody else counts cases of these until the transaction ends. Always in the same order, so that two never wait for each other. */
  async lockRecurrences(tx: Tx, recurrences: readonly Recurrence[]): Promise<void> {
    const names = recurrences.map(({ productId, causeId }) => `problem:${causeId}:${productId ?? ''}`);
    for (const name of [...new Set(names)].sort())
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  }

  /** The open problem, which stays open until the transaction ends. */
  async openProblemOf(tx: Tx, { productId, causeId }: Recurrence): Promise<string | null> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT id FROM problem
       WHERE cause_id = $1 AND product_id IS NOT DISTINCT FROM $2 AND state <> 'closed' FOR SHARE`,
      [causeId, productId],
    );
    return row?.id ?? null;
  }

  async lastProblemOf(tx: Tx, { productId, causeId }: Recurrence): Promise<string | null> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT id FROM problem WHERE cause_id = $1 AND product_id IS NOT DISTINCT FROM $2 ORDER BY id DESC LIMIT 1`,
      [causeId, productId],
    );
    return row?.id ?? null;
  }

  /** What the problem of a case is about; null: the case belongs to none. */
  async recurrenceOfCase(tx: Tx, caseId: string): Promise<Recurrence | null> {
    const [row] = await tx.query<Recurrence[]>(
      `SELECT p.product_id AS "productId", p.cause_id AS "causeId" FROM problem_case l JOIN problem p ON p.id = l.problem_id
       WHERE l.case_id = $1`,
      [caseId],
    );
    return row ?? null;
  }

  /** Cases that belong to no problem and were received then or later. */
  async unlinkedCases(tx: Tx, { productId, causeId }: Recurrence, since: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c
       WHERE c.cause_id = $1 AND c.product_id IS NOT DISTINCT FROM $2 AND c.opened_at >= $3
         AND c.state NOT IN ('merged', 'withdrawn')
         AND NOT EXISTS (SELECT FROM problem_case l WHERE l.case_id = c.id)`,
      [causeId, productId, since],
    );
    return rows.map(({ id }) => id);
  }

  async link(tx: Tx, problemId: string, caseIds: readonly string[], now: Date): Promise<void> {
    await tx.query('INSERT INTO problem_case (case_id, problem_id, linked_at) SELECT unnest($1::uuid[]), $2, $3', [
      caseIds,
      problemId,
      now,
    ]);
  }

  async unlink(tx: Tx, caseId: string): Promise<void> {
    await tx.query('DELETE FROM problem_case WHERE case_id = $1', [caseId]);
  }

  private async read(tx: Tx, where: string, parameters: unknown[]): Promise<ProblemRecord[]> {
    const rows = await tx.query<{ id: string; cases: number }[]>(
      `SELECT p.id, (SELECT count(*)::int FROM problem_case l JOIN service_case c ON c.id = l.case_id
                    WHERE l.problem_id = p.id AND c.state NOT IN ('merged', 'withdrawn')) AS cases
       FROM problem p WHERE ${where}`,
      parameters,
    );
    const problems = await tx
      .createQueryBuilder(Problem, 'p')
      .whereInIds(rows.map(({ id }) => id))
      .getMany();
    const byId = new Map(problems.map((problem) => [problem.id, problem]));
    return rows.map(({ id, cases }) => ({ problem: byId.get(id)!, cases }));
  }
}

/** Own department (null: all) and id. */
export const limitOf = (viewer: User | null): [string | null, string] =>
  viewer === null || viewer.scope === 'all' ? [null, ''] : [viewer.department ?? '', viewer.id];

/** SQL: the user's department or the user answers for the problem `p`, or the user analysed it or has an action to carry out. */
export const visibleProblem = (department: string, employee: string): string =>
  `(${department}::text IS NULL OR p.responsible_department = ${department}
    OR ${employee} IN (p.responsible_employee_id, p.analysed_by)
    OR EXISTS (SELECT FROM preventive_action o WHERE o.problem_id = p.id AND o.owner_employee_id = ${employee}))`;
