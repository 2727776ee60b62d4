import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Place } from '../cases/place.js';
import { PreventiveAction } from './preventive-action.entity.js';
import { Problem } from './problem.entity.js';
import { limitOf, visibleProblem } from './problems.repository.js';

/** What people wrote of an action, in clear; null: nothing, or their key was destroyed. */
export interface ActionWords {
  what: string | null;
  evidence: string | null;
}

/** An action with the problem that it is for. */
export interface ActionRecord {
  action: PreventiveAction;
  problem: Problem;
}

export interface ActionFilter {
  owner?: string;
  /** Not done although due, or the others. */
  overdue?: boolean;
}

/** Actions; their words are sealed under the key of their problem. */
@Injectable()
export class PreventiveActionsRepository {
  constructor(private readonly cipher: FieldCipher) {}

  /** `what` of the action is still in clear. */
  async add(tx: Tx, action: PreventiveAction): Promise<void> {
    action.what = await this.seal(tx, action, 'what', action.what);
    await tx.insert(PreventiveAction, action);
  }

  async saveReport(tx: Tx, action: PreventiveAction, evidence: string): Promise<void> {
    action.evidence = await this.seal(tx, action, 'evidence', evidence);
    const { doneAt, reportedAt, reportedBy } = action;
    await tx.update(PreventiveAction, { id: action.id }, { doneAt, reportedAt, reportedBy, evidence: action.evidence });
  }

  /** In the order of planning. */
  ofProblem(tx: Tx, problemId: string): Promise<PreventiveAction[]> {
    return tx.find(PreventiveAction, { where: { problemId }, order: { id: 'ASC' } });
  }

  find(tx: Tx, id: string): Promise<PreventiveAction | null> {
    return tx.findOneBy(PreventiveAction, { id });
  }

  /** Whether a verification has counted it since it was reported. */
  async isVerified(tx: Tx, { problemId, reportedAt }: PreventiveAction): Promise<boolean> {
    const sql = 'SELECT FROM problem_verification WHERE problem_id = $1 AND verified_at >= $2 LIMIT 1';
    return (await tx.query<unknown[]>(sql, [problemId, reportedAt])).length > 0;
  }

  /** What is due first comes first, behind a place: the user's own, and those of problems that the user may see. */
  async list(
    tx: Tx,
    viewer: User,
    { owner, overdue }: ActionFilter,
    behind: Place | undefined,
    page: { limit: number; now: Date },
  ): Promise<ActionRecord[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT a.id FROM preventive_action a JOIN problem p ON p.id = a.problem_id
       WHERE ${visibleProblem('$1', '$2')}
         AND ($3::text IS NULL OR a.owner_employee_id = $3)
         AND ($4::boolean IS NULL OR (a.done_at IS NULL AND a.due_at <= $5::timestamptz) = $4)
         AND ($6::timestamptz IS NULL OR (a.due_at, a.id) > ($6, $7::uuid))
       ORDER BY a.due_at, a.id LIMIT ${Number(page.limit)}`,
      [...limitOf(viewer), owner ?? null, overdue ?? null, page.now, behind?.at ?? null, behind?.id ?? null],
    );
    const actions = await tx.findBy(PreventiveAction, { id: In(rows.map(({ id }) => id)) });
    const problems = await tx.findBy(Problem, { id: In(actions.map(({ problemId }) => problemId)) });
    const actionOf = new Map(actions.map((action) => [action.id, action]));
    const problemOf = new Map(problems.map((problem) => [problem.id, problem]));
    return rows.map(({ id }) => {
      const action = actionOf.get(id)!;
      return { action, problem: problemOf.get(action.problemId)! };
    });
  }

  /** In the order given. */
  async wordsOf(tx: Tx, actions: readonly PreventiveAction[]): Promise<ActionWords[]> {
    const cells = actions.flatMap(({ id, what, evidence }) => [
      { cell: cellOf(id, 'what'), sealed: what },
      ...(evidence === null ? [] : [{ cell: cellOf(id, 'evidence'), sealed: evidence }]),
    ]);
    const opened = await this.cipher.openAll(tx, cells);
    return actions.map(({ evidence }) => ({
      what: opened.shift() ?? null,
      evidence: evidence === null ? null : (opened.shift() ?? null),
    }));
  }

  private seal(tx: Tx, { id, problemId }: PreventiveAction, column: Words, words: string): Promise<string> {
    return this.cipher.seal(tx, problemId, cellOf(id, column), words);
  }
}

type Words = 'what' | 'evidence';
const cellOf = (id: string, column: Words) => ({ table: 'preventive_action', column, row: id });
