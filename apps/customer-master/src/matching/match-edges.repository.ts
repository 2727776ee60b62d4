import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { encodeVector } from '../identity/rules/scoring/vector.js';
import type { Judgement } from './resemblances.service.js';

/** The pairs of customers that a person should look at, and those somebody has looked at. */
@Injectable()
export class MatchEdgesRepository {
  /** What was judged of one customer: pairs that resemble each other are open, other open ones of it are gone. */
  async judged(tx: Tx, customerId: string, judgements: readonly Judgement[], now: Date): Promise<void> {
    await tx.query(
      `UPDATE match_edge SET state = 'gone' WHERE state = 'open' AND (low_id = $1 OR high_id = $1)
       AND NOT (CASE WHEN low_id = $1 THEN high_id ELSE low_id END = ANY($2::uuid[]))`,
      [customerId, judgements.map((judgement) => judgement.customerId)],
    );
    await this.put(
      tx,
      judgements.map((judgement) => ({ ...judgement, of: customerId })),
      now,
    );
  }

  /** Notes pairs; what a person decided about one stays decided. */
  async put(tx: Tx, pairs: readonly (Judgement & { of: string })[], now: Date): Promise<void> {
    if (pairs.length === 0) return;
    const rows = pairs.map(({ of, customerId, ...pair }) => {
      const [low, high] = of < customerId ? [of, customerId] : [customerId, of];
      return {
        id: newId(),
        low,
        high,
        kind: pair.kind,
        probability: pair.probability,
        weight: pair.weight,
        vector: encodeVector(pair.vector).toString('hex'),
        attributes: pair.attributes,
        model: pair.modelVersion,
        strong: pair.strong,
      };
    });
    rows.sort((a, b) => (a.low + a.high < b.low + b.high ? -1 : 1));
    await tx.query(
      `INSERT INTO match_edge AS edge (id, low_id, high_id, kind, probability, weight, vector, attributes, model_version, strong,
         state, judged_at)
       SELECT id, low, high, kind, probability, weight, decode(vector, 'hex'), attributes, model, strong, 'open', $2
       FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, low uuid, high uuid, kind text, probability float8, weight float8,
         vector text, attributes text[], model text, strong text[])
       ON CONFLICT (low_id, high_id) DO UPDATE SET probability = EXCLUDED.probability, weight = EXCLUDED.weight,
         vector = EXCLUDED.vector, attributes = EXCLUDED.attributes, model_version = EXCLUDED.model_version,
         strong = EXCLUDED.strong, judged_at = EXCLUDED.judged_at,
         state = CASE WHEN edge.state = 'gone' THEN 'open' ELSE edge.state END`,
      [JSON.stringify(rows), now],
    );
  }

  /** Pairs of an id that is no customer of its own any more wait for nobody. */
  async gone(tx: Tx, customerId: string): Promise<void> {
    await tx.query(`UPDATE match_edge SET state = 'gone' WHERE state = 'open' AND (low_id = $1 OR high_id = $1)`, [
      customerId,
    ]);
  }

  /** Remembers that a person took two customers apart: no machine makes them one again. */
  async parted(
    tx: Tx,
    ids: readonly [string, string],
    kind: CustomerKind,
    parted: { by: string; reason: string; now: Date },
  ): Promise<void> {
    const [low, high] = [...ids].sort();
    const [edge] = await tx.query<{ id: string }[]>(
      `INSERT INTO match_edge (id, low_id, high_id, kind, probability, weight, vector, attributes, model_version, strong, state, judged_at)
       VALUES ($1, $2, $3, $4, 0, 0, $5, '{}', 'none', '{}', 'different', $6)
       ON CONFLICT (low_id, high_id) DO UPDATE SET state = 'different' RETURNING id`,
      [newId(), low, high, kind, Buffer.of(0), parted.now],
    );
    await tx.query(
      `UPDATE match_decision SET undone_by = $2, undone_at = $3 WHERE edge_id = $1 AND undone_at IS NULL`,
      [edge!.id, parted.by, parted.now],
    );
    await tx.query(
      `INSERT INTO match_decision (id, edge_id, decision, reason, decided_by, decided_at) VALUES ($1, $2, 'different', $3, $4, $5)`,
      [newId(), edge!.id, parted.reason, parted.by, parted.now],
    );
  }

  /** The customers, in their present ids, of whom a person said that they are not this one or anybody merged into it. */
  async differentFrom(tx: Tx, customerId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `WITH RECURSIVE own AS (
         SELECT id FROM customer WHERE id = $1
         UNION ALL SELECT retired.id FROM own JOIN customer retired ON retired.merged_into = own.id),
       other AS (
         SELECT CASE WHEN low_id IN (SELECT id FROM own) THEN high_id ELSE low_id END AS id FROM match_edge
         WHERE state = 'different' AND (low_id IN (SELECT id FROM own) OR high_id IN (SELECT id FROM own))),
       now AS (
         SELECT customer.id, customer.merged_into FROM other JOIN customer USING (id)
         UNION ALL SELECT next.id, next.merged_into FROM now JOIN customer next ON next.id = now.merged_into)
       SELECT DISTINCT id FROM now WHERE merged_into IS NULL`,
      [customerId],
    );
    return rows.map(({ id }) => id);
  }

  /** The customers of a kind, in their present ids, of whom a person said that they are not one; the lower id first. */
  async allDifferent(tx: Tx, kind: CustomerKind): Promise<{ lowId: string; highId: string }[]> {
    return tx.query(
      `WITH RECURSIVE edge AS (SELECT low_id, high_id FROM match_edge WHERE kind = $1 AND state = 'different'),
       chain AS (
         SELECT id AS asked, id, merged_into FROM customer
         WHERE id IN (SELECT low_id FROM edge UNION SELECT high_id FROM edge)
         UNION ALL
         SELECT chain.asked, next.id, next.merged_into FROM chain JOIN customer next ON next.id = chain.merged_into),
       present AS (SELECT asked, id FROM chain WHERE merged_into IS NULL)
       SELECT DISTINCT least(low.id, high.id) AS "lowId", greatest(low.id, high.id) AS "highId"
       FROM edge JOIN present low ON low.asked = low_id JOIN present high ON high.asked = high_id`,
      [kind],
    );
  }

  /** Who resembles a customer and waits for a decision, the most probable first. */
  async openOf(tx: Tx, customerId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT CASE WHEN low_id = $1 THEN high_id ELSE low_id END AS id FROM match_edge
       WHERE state = 'open' AND (low_id = $1 OR high_id = $1) ORDER BY probability DESC, id LIMIT 20`,
      [customerId],
    );
    return rows.map(({ id }) => id);
  }
}
