import type { Tx } from '@crm/persistence';
import { IdempotencyKeyInFlight, IdempotencyKeyReused } from '../problem/problems.js';
import type { KeySlot, StoredAnswer } from './idempotency-key.js';

/** How long an answer can be had again. */
const kept = `interval '24 hours'`;

/**
 * Takes the slot for this transaction. Returns the answer that was given already, undefined when this request is the
 * first. A try-lock, since a plain unique insert would wait for the first request to commit.
 */
export async function claim(tx: Tx, slot: KeySlot): Promise<StoredAnswer | undefined> {
  const [lock] = await tx.query<{ free: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS free', [slot.lock]);
  if (!lock!.free) throw new IdempotencyKeyInFlight();
  // A statement of its own: its snapshot must be younger than the lock.
  const [row] = await tx.query<{ fingerprint: Buffer; answer: Buffer }[]>(
    `SELECT fingerprint, answer FROM idempotency_key WHERE id = $1 AND created_at > now() - ${kept}`,
    [slot.id],
  );
  if (!row) return undefined;
  if (!slot.matches(row.fingerprint)) throw new IdempotencyKeyReused();
  return slot.open(row.answer);
}

/** Stores the answer with the write it answers. Each new row takes a few expired ones away, so that nothing piles up. */
export async function store(tx: Tx, slot: KeySlot, answer: StoredAnswer): Promise<void> {
  await tx.query(
    `WITH expired AS (
       SELECT id FROM idempotency_key WHERE created_at <= now() - ${kept} AND id <> $1
       ORDER BY created_at LIMIT 5 FOR UPDATE SKIP LOCKED
     ), swept AS (DELETE FROM idempotency_key WHERE id IN (SELECT id FROM expired))
     INSERT INTO idempotency_key (id, fingerprint, answer) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE
     SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at`,
    [slot.id, slot.fingerprint, slot.seal(answer)],
  );
}
