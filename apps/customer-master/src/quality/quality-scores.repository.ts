import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Dimension } from './rules/quality-rules.js';
import type { WorkKind } from './rules/reasons.js';
import type { Reason } from './rules/score.js';

/** What is kept of a customer's quality: no value of any field. */
export interface KeptScore {
  customerId: string;
  kind: CustomerKind;
  department: string;
  owner: string | null;
  score: number;
  priority: number;
  dimensions: Record<Dimension, number>;
  reasons: Reason[];
  work: WorkKind[];
  pairs: number;
  rulesVersion: number;
  cardVersion: number;
  computedAt: Date;
  staleAt: Date | null;
}

const has = (kind: WorkKind): string => `work ? '${kind}'`;

/** The scores of customers, and who is to be looked at again. */
@Injectable()
export class QualityScoresRepository {
  /** Writes scores; one of a newer state of knowledge stays. In the order of the ids, so that two writers wait and do not deadlock. */
  async put(tx: Tx, scores: readonly KeptScore[]): Promise<void> {
    if (scores.length === 0) return;
    await tx.query(
      `INSERT INTO customer_quality AS kept (customer_id, kind, department, owner, score, priority, dimensions, reasons, is_stale,
         is_missing, is_invalid, is_duplicate, pairs, rules_version, card_version, computed_at, stale_at)
       SELECT "customerId", kind, department, owner, score, priority, dimensions, reasons, ${has('stale')},
         ${has('missing')}, ${has('invalid')}, ${has('duplicate')}, pairs, "rulesVersion", "cardVersion", "computedAt", "staleAt"
       FROM jsonb_to_recordset($1::jsonb) AS given ("customerId" uuid, kind text, department text, owner text, score float8,
         priority float8, dimensions jsonb, reasons jsonb, work jsonb, pairs integer, "rulesVersion" integer, "cardVersion" integer,
         "computedAt" timestamptz, "staleAt" timestamptz) ORDER BY "customerId"
       ON CONFLICT (customer_id) DO UPDATE SET kind = EXCLUDED.kind, department = EXCLUDED.department, owner = EXCLUDED.owner,
         score = EXCLUDED.score, priority = EXCLUDED.priority, dimensions = EXCLUDED.dimensions, reasons = EXCLUDED.reasons,
         is_stale = EXCLUDED.is_stale, is_missing = EXCLUDED.is_missing, is_invalid = EXCLUDED.is_invalid,
         is_duplicate = EXCLUDED.is_duplicate, pairs = EXCLUDED.pairs, rules_version = EXCLUDED.rules_version,
         card_version = EXCLUDED.card_version, computed_at = EXCLUDED.computed_at, stale_at = EXCLUDED.stale_at
       WHERE kept.card_version <= EXCLUDED.card_version`,
      [JSON.stringify(scores)],
    );
  }

  /** Of ids that are no customers of their own. */
  async remove(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query('DELETE FROM customer_quality WHERE customer_id = ANY($1)', [ids]);
  }

  async find(tx: Tx, customerId: string): Promise<Pick<KeptScore, 'score' | 'reasons' | 'computedAt'> | undefined> {
    const [row] = await tx.query<Pick<KeptScore, 'score' | 'reasons' | 'computedAt'>[]>(
      'SELECT score, reasons, computed_at AS "computedAt" FROM customer_quality WHERE customer_id = $1',
      [customerId],
    );
    return row;
  }

  /** Notes who is to be looked at. It waits for a look that is under way: that may not have seen the change. */
  async mark(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `INSERT INTO quality_due (customer_id) SELECT DISTINCT id FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
      [ids],
    );
  }

  /** Takes some of those who were noted. They go first and are read afterwards, see `mark`. */
  async takeDue(tx: Tx, limit: number): Promise<string[]> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `DELETE FROM quality_due WHERE customer_id IN (SELECT customer_id FROM quality_due LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING customer_id AS id`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Whose score time alone has changed. */
  aged(tx: Tx, now: Date, limit: number): Promise<string[]> {
    return idsOf(tx, 'SELECT customer_id AS id FROM customer_quality WHERE stale_at <= $1 ORDER BY stale_at LIMIT $2', [
      now,
      limit,
    ]);
  }

  /** Whose score is by older rules. */
  outdated(tx: Tx, rulesVersion: number, limit: number): Promise<string[]> {
    return idsOf(
      tx,
      'SELECT customer_id AS id FROM customer_quality WHERE rules_version < $1 ORDER BY rules_version, customer_id LIMIT $2',
      [rulesVersion, limit],
    );
  }

  /** Leaves a score that cannot be made as it is, for some time. */
  async setAside(tx: Tx, ids: readonly string[], rulesVersion: number, until: Date): Promise<void> {
    await tx.query('UPDATE customer_quality SET stale_at = $3, rules_version = $2 WHERE customer_id = ANY($1)', [
      ids,
      rulesVersion,
      until,
    ]);
  }

  /** Notes everybody whose pairs are others than when the score was made: decisions and runs tell no event of it. */
  async markByPairs(tx: Tx): Promise<void> {
    await tx.query(
      `INSERT INTO quality_due (customer_id)
       SELECT id FROM (
         SELECT id, count(*) AS pairs FROM (
           SELECT low_id AS id FROM match_edge WHERE state = 'open'
           UNION ALL SELECT high_id FROM match_edge WHERE state = 'open') AS ends GROUP BY id) AS found
       FULL JOIN (SELECT customer_id AS id, pairs FROM customer_quality WHERE pairs > 0) AS kept USING (id)
       WHERE found.pairs IS DISTINCT FROM kept.pairs ORDER BY id ON CONFLICT DO NOTHING`,
    );
  }
}

async function idsOf(tx: Tx, sql: string, parameters: unknown[]): Promise<string[]> {
  return (await tx.query<{ id: string }[]>(sql, parameters)).map(({ id }) => id);
}
