import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerValues } from './value.service.js';

/** Customers of one transaction. */
const batchSize = 500;

/** Scores every customer anew, batch by batch; each batch is a timer, so a crash loses at most the batch in hand. */
@Injectable()
export class Rescans {
  constructor(
    private readonly values: CustomerValues,
    private readonly timers: Timers,
  ) {}

  /** Begins with the first batch right away. */
  async start(tx: Tx, cause: 'nightly' | 'purchases', now: Date): Promise<void> {
    const [run] = await tx.query<{ id: number }[]>(
      'INSERT INTO value_rescan (cause, started_at) VALUES ($1, $2) RETURNING id',
      [cause, now],
    );
    await this.timers.arm(tx, { kind: 'value.rescan', aggregateId: String(run!.id), epoch: 0, dueAt: now });
  }

  /** Scores the batch after the one before, and arms the next. */
  async continue(tx: Tx, runId: number, batch: number, now: Date): Promise<void> {
    const [run] = await tx.query<{ scoredUpTo: string | null }[]>(
      'SELECT scored_up_to AS "scoredUpTo" FROM value_rescan WHERE id = $1 AND finished_at IS NULL FOR UPDATE',
      [runId],
    );
    if (!run) return;
    const customers = await tx.query<{ id: string }[]>(
      `SELECT customer_id AS id FROM customer_value v
       WHERE ($1::uuid IS NULL OR customer_id > $1)
         AND NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.customer_id = v.customer_id)
       ORDER BY customer_id LIMIT ${batchSize}`,
      [run.scoredUpTo],
    );
    const ids = customers.map(({ id }) => id);
    await this.values.score(tx, ids, now);
    const isLast = ids.length < batchSize;
    await tx.query(
      `UPDATE value_rescan SET scored = scored + $2, scored_up_to = coalesce($3, scored_up_to), finished_at = $4 WHERE id = $1`,
      [runId, ids.length, ids.at(-1) ?? null, isLast ? now : null],
    );
    if (!isLast)
      await this.timers.arm(tx, { kind: 'value.rescan', aggregateId: String(runId), epoch: batch + 1, dueAt: now });
  }
}
