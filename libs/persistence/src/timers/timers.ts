import { Injectable, SetMetadata } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/transaction.js';

export interface ArmTimer {
  /** Which handler: the name given to `@OnTimer`. */
  kind: string;
  /** What it is about. */
  aggregateId: string;
  /** The aggregate's count of re-arms: a handler does nothing when its aggregate has moved on to another epoch. */
  epoch: number;
  dueAt: Date;
}

/** What a handler gets. It re-reads its aggregate: a late or doubled call must change no truth. */
export interface DueTimer extends ArmTimer {
  id: string;
  attempts: number;
}

export const onTimerMetadata = 'crm:on-timer';

/** What `@OnTimer` says of a method. */
export interface OnTimerOptions {
  kind: string;
  batch: boolean;
}

/**
 * Marks the method that handles one kind of timer: `(tx: Tx, timer: DueTimer) => Promise<void>`.
 * With `batch` it gets some hundred that are due at once, the earliest first, and returns those that it leaves for later
 * because it would have to wait for them: `(tx: Tx, timers: readonly DueTimer[]) => Promise<readonly DueTimer[]>`. When it
 * throws, nothing of the batch counts and the halves of it are tried on their own, down to the single timer that fails.
 */
export const OnTimer = (kind: string, { batch = false }: { batch?: boolean } = {}): MethodDecorator =>
  SetMetadata(onTimerMetadata, { kind, batch } satisfies OnTimerOptions);

/** Durable timers: armed in the domain's transaction, fired once in effect, whoever of the replicas gets to it. */
@Injectable()
export class Timers {
  /** Arms, or moves the due time of the same (kind, aggregate, epoch) as long as it has not fired. */
  arm(tx: Tx, timer: ArmTimer): Promise<void> {
    return this.armAll(tx, [timer]);
  }

  /** The same for many with one statement; no two of the same (kind, aggregate, epoch). */
  async armAll(tx: Tx, timers: readonly ArmTimer[]): Promise<void> {
    if (timers.length === 0) return;
    await tx.query(
      `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
       SELECT id, kind, aggregate_id, epoch, due_at, due_at
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[]) AS t (id, kind, aggregate_id, epoch, due_at)
       ON CONFLICT (kind, aggregate_id, epoch)
       DO UPDATE SET due_at = EXCLUDED.due_at, next_try_at = EXCLUDED.next_try_at, state = 'armed', attempts = 0
       WHERE timer.state <> 'fired'`,
      [
        timers.map(() => uuidv7()),
        timers.map(({ kind }) => kind),
        timers.map(({ aggregateId }) => aggregateId),
        timers.map(({ epoch }) => epoch),
        timers.map(({ dueAt }) => dueAt.toISOString()),
      ],
    );
  }

  /** Lets everything of a kind that is armed for later fire at this time: their handlers look anew, and may sleep on. */
  async hasten(tx: Tx, kind: string, dueAt: Date): Promise<void> {
    await tx.query(
      `UPDATE timer SET due_at = $2, next_try_at = $2, attempts = 0 WHERE kind = $1 AND state = 'armed' AND due_at > $2`,
      [kind, dueAt],
    );
  }

  /** Cancels what is armed for the aggregate. */
  async cancel(tx: Tx, kind: string, aggregateId: string): Promise<void> {
    await tx.query(`UPDATE timer SET state = 'cancelled' WHERE kind = $1 AND aggregate_id = $2 AND state = 'armed'`, [
      kind,
      aggregateId,
    ]);
  }
}
