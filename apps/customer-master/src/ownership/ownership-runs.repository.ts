import { type Tx, violatedConstraint } from '@crm/persistence';
import type { HandOverReason } from '@crm/contracts';
import { Injectable } from '@nestjs/common';
import { OwnershipRunAtWork } from './ownership.errors.js';
import type { OwnerRule } from './rules/owner-rules.js';

export const ownershipRunKinds = ['preview', 'apply', 'hand_over'] as const;
export type OwnershipRunKind = (typeof ownershipRunKinds)[number];
export const ownershipRunStates = ['running', 'done', 'cancelled'] as const;
export type OwnershipRunState = (typeof ownershipRunStates)[number];

/** All customers of somebody go to another one, or to whoever owns the fewest. */
export interface BulkHandOver {
  fromEmployeeId: string;
  /** Null: to whoever of the customer's department owns the fewest. */
  toEmployeeId: string | null;
  reason: HandOverReason;
  /** Only customers of this department; null: of every one. */
  department: string | null;
  /** Whether they had left when it was started; absent of runs from before this was looked at. */
  fromHasLeft?: boolean;
}

/** Version of the rules, or null of a draft, and the rules. */
export interface RulesTask {
  version: number | null;
  rules: OwnerRule[];
}

export interface OwnershipRun {
  id: string;
  kind: OwnershipRunKind;
  state: OwnershipRunState;
  task: RulesTask | BulkHandOver;
  /** The last customer that was looked at. */
  doneTo: string | null;
  done: number;
  moved: number;
  /** By `from to` of departments. */
  moves: Record<string, number>;
  /** The first hundred that moved, or would. */
  customerIds: string[];
  madeBy: string;
  madeAt: Date;
  finishedAt: Date | null;
}

const columns = `id, kind, state, task, done_to AS "doneTo", done, moved, moves, customer_ids AS "customerIds", made_by AS "madeBy",
  made_at AS "madeAt", finished_at AS "finishedAt"`;

/** Runs through all customers, or through all of somebody. */
@Injectable()
export class OwnershipRunsRepository {
  /** @throws OwnershipRunAtWork */
  async add(tx: Tx, { id, kind, state, task, madeBy, madeAt }: OwnershipRun): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO ownership_run (id, kind, state, task, done, moved, moves, customer_ids, made_by, made_at)
         VALUES ($1, $2, $3, $4, 0, 0, '{}', '{}', $5, $6)`,
        [id, kind, state, JSON.stringify(task), madeBy, madeAt],
      );
    } catch (error) {
      const constraint = violatedConstraint(error) ?? '';
      if (constraint.startsWith('ownership_run_one_')) throw new OwnershipRunAtWork();
      throw error;
    }
  }

  async save(tx: Tx, run: OwnershipRun): Promise<void> {
    await tx.query(
      `UPDATE ownership_run SET state = $2, done_to = $3, done = $4, moved = $5, moves = $6, customer_ids = $7, finished_at = $8
       WHERE id = $1`,
      [run.id, run.state, run.doneTo, run.done, run.moved, JSON.stringify(run.moves), run.customerIds, run.finishedAt],
    );
  }

  async find(tx: Tx, id: string): Promise<OwnershipRun | undefined> {
    const [row] = await tx.query<OwnershipRun[]>(`SELECT ${columns} FROM ownership_run WHERE id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<OwnershipRun | undefined> {
    const [row] = await tx.query<OwnershipRun[]>(`SELECT ${columns} FROM ownership_run WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  /** The next customers behind an id that rules may move, in the order of their ids. */
  async nextMovable(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer
       WHERE merged_into IS NULL AND withdrawn_at IS NULL AND coalesce(owned_by_rule, owner_employee_id IS NULL)
         AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The next customers of an employee behind an id, in the order of their ids. */
  async nextOf(
    tx: Tx,
    owner: { employeeId: string; department: string | null },
    after: string | null,
    limit: number,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer
       WHERE merged_into IS NULL AND withdrawn_at IS NULL AND owner_employee_id = $1
         AND ($2::text IS NULL OR owner_department = $2)
         AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
      [owner.employeeId, owner.department, after, limit],
    );
    return rows.map(({ id }) => id);
  }
}
