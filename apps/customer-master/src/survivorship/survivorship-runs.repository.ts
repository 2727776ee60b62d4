import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type TrustRules, withAllGroups } from '../customers/rules/trust.js';

export const runStates = ['previewing', 'previewed', 'applying', 'applied', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

export interface SurvivorshipRun {
  id: string;
  state: RunState;
  baseVersion: number;
  rules: TrustRules;
  run: number;
  doneTo: string | null;
  total: number;
  done: number;
  changed: number;
  fields: Record<string, number>;
  madeBy: string;
  madeAt: Date;
  finishedAt: Date | null;
}

const columns = `id, state, base_version AS "baseVersion", rules, run, done_to AS "doneTo", total, done, changed, fields,
  made_by AS "madeBy", made_at AS "madeAt", finished_at AS "finishedAt"`;

/** Only where several records speak do rules decide. */
const ofSeveralRecords = `SELECT customer_id FROM membership WHERE valid_to IS NULL`;

/** Runs, and the customers that each of them found or made different. */
@Injectable()
export class SurvivorshipRunsRepository {
  async add(tx: Tx, run: SurvivorshipRun): Promise<void> {
    await tx.query(
      `INSERT INTO survivorship_run (id, state, base_version, rules, run, total, done, changed, fields, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '{}', $7, $8)`,
      [run.id, run.state, run.baseVersion, JSON.stringify(run.rules), run.run, run.total, run.madeBy, run.madeAt],
    );
  }

  async save(tx: Tx, run: SurvivorshipRun): Promise<void> {
    await tx.query(
      `UPDATE survivorship_run SET state = $2, run = $3, done_to = $4, done = $5, changed = $6, fields = $7, finished_at = $8,
         total = $9 WHERE id = $1`,
      [
        run.id,
        run.state,
        run.run,
        run.doneTo,
        run.done,
        run.changed,
        JSON.stringify(run.fields),
        run.finishedAt,
        run.total,
      ],
    );
  }

  async lock(tx: Tx, id: string): Promise<SurvivorshipRun | undefined> {
    const [row] = await tx.query<SurvivorshipRun[]>(
      `SELECT ${columns} FROM survivorship_run WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row && { ...row, rules: withAllGroups(row.rules) };
  }

  async find(tx: Tx, id: string): Promise<SurvivorshipRun | undefined> {
    const [row] = await tx.query<SurvivorshipRun[]>(`SELECT ${columns} FROM survivorship_run WHERE id = $1`, [id]);
    return row && { ...row, rules: withAllGroups(row.rules) };
  }

  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (${ofSeveralRecords} GROUP BY customer_id HAVING count(*) > 1) AS several`,
    );
    return row!.count;
  }

  /** The next customers behind an id, in the order of their ids. */
  async next(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ customer_id: string }[]>(
      `${ofSeveralRecords} AND ($1::uuid IS NULL OR customer_id > $1)
       GROUP BY customer_id HAVING count(*) > 1 ORDER BY customer_id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.customer_id);
  }

  async noteChanged(tx: Tx, id: string, customerIds: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO survivorship_change (run_id, customer_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [id, customerIds],
    );
  }

  async clearChanged(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM survivorship_change WHERE run_id = $1', [id]);
  }

  changed(
    tx: Tx,
    id: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ customerId: string; kind: CustomerKind }[]> {
    return tx.query<{ customerId: string; kind: CustomerKind }[]>(
      `SELECT customer_id AS "customerId", customer.kind FROM survivorship_change JOIN customer ON customer.id = customer_id
       WHERE run_id = $1 AND ($2::uuid IS NULL OR customer_id > $2) ORDER BY customer_id LIMIT $3`,
      [id, after ?? null, limit],
    );
  }
}
