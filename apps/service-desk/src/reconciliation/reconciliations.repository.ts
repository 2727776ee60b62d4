import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Difference } from './rules/differences.js';

/** One comparison of all open clocks with what they come to. */
export interface Reconciliation {
  id: string;
  /** Null: the daily one. */
  startedBy: string | null;
  beganAt: Date;
  /** Null: it is under way, or its process ended before it. */
  endedAt: Date | null;
  /** Last case that was compared; null: none yet. */
  position: string | null;
  cases: number;
  clocks: number;
  differenceCount: number;
  /** The first hundred. */
  differences: Difference[];
}

const keptDays = 90;

@Injectable()
export class ReconciliationsRepository {
  async begin(tx: Tx, startedBy: string | null): Promise<Reconciliation> {
    const [row] = await tx.query<[Reconciliation]>(
      `INSERT INTO sla_reconciliation (id, started_by, began_at) VALUES ($1, $2, date_trunc('milliseconds', now())) RETURNING ${columns}`,
      [newId(), startedBy],
    );
    return row;
  }

  /** The daily one that has begun and not ended. */
  async unfinished(tx: Tx): Promise<Reconciliation | undefined> {
    const [row] = await tx.query<Reconciliation[]>(
      `SELECT ${columns} FROM sla_reconciliation WHERE started_by IS NULL AND ended_at IS NULL ORDER BY began_at DESC LIMIT 1`,
    );
    return row;
  }

  async save(tx: Tx, run: Reconciliation): Promise<void> {
    await tx.query(
      `UPDATE sla_reconciliation SET ended_at = $2, position = $3, cases = $4, clocks = $5, difference_count = $6, differences = $7
       WHERE id = $1`,
      [run.id, run.endedAt, run.position, run.cases, run.clocks, run.differenceCount, JSON.stringify(run.differences)],
    );
    if (run.endedAt) {
      await tx.query(`DELETE FROM sla_reconciliation WHERE began_at < now() - make_interval(days => ${keptDays})`);
    }
  }

  /** The newest that has ended, and the newest that has not, if that began later. */
  async newest(tx: Tx): Promise<{ last: Reconciliation | null; running: Reconciliation | null }> {
    const rows = await tx.query<Reconciliation[]>(
      `SELECT ${columns} FROM sla_reconciliation ORDER BY ended_at IS NULL, ended_at DESC, began_at DESC`,
    );
    const last = rows.find(({ endedAt }) => endedAt !== null) ?? null;
    const running = rows.find(({ endedAt, beganAt }) => endedAt === null && (!last || beganAt > last.beganAt)) ?? null;
    return { last, running };
  }
}

const columns = `id, started_by AS "startedBy", began_at AS "beganAt", ended_at AS "endedAt", position, cases, clocks,
  difference_count AS "differenceCount", differences`;
