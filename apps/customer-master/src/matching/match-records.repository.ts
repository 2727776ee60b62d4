import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { decodeFeatures, encodeFeatures } from '../identity/rules/features/codec.js';
import { kindOfKey } from '../identity/rules/features/key-kinds.js';
import { type Features, featuresVersion } from '../identity/rules/features/layout.js';
import type { MatchFeatures } from './match-features.js';

/** A customer that shares a blocking key. */
export interface NearRecord {
  customerId: string;
  features: Features;
}

/** Most customers that one is compared with on write. */
export const mostCandidates = 200;

/** By what every customer is compared and found: features and blocking keys. */
@Injectable()
export class MatchRecordsRepository {
  /** Names that are in the table for certain: they only ever come. */
  private readonly knownAttributes = new Set<string>();

  async put(tx: Tx, customerId: string, kind: CustomerKind, made: MatchFeatures): Promise<void> {
    await tx.query(
      `WITH gone AS (DELETE FROM match_key WHERE customer_id = $1 AND key <> ALL($4::bigint[]) RETURNING key),
       record AS (INSERT INTO match_record (customer_id, kind, features) VALUES ($1, $2, $3)
         ON CONFLICT (customer_id) DO UPDATE SET features = EXCLUDED.features),
       made AS (INSERT INTO match_key (key, customer_id) SELECT key, $1 FROM unnest($4::bigint[]) AS key
         ON CONFLICT DO NOTHING RETURNING key)
       INSERT INTO match_change (customer_id) SELECT $1 WHERE EXISTS (SELECT FROM gone) OR EXISTS (SELECT FROM made)
       ON CONFLICT (customer_id) DO UPDATE SET run_id = NULL`,
      [customerId, kind, encodeFeatures(made.features), made.keys],
    );
    await this.noteAttributes(tx, kind, made.attributes);
  }

  /** Customers that are new. */
  async putAll(
    tx: Tx,
    rows: readonly { customerId: string; kind: CustomerKind; made: MatchFeatures }[],
  ): Promise<void> {
    await tx.query(
      `WITH record AS (INSERT INTO match_record (customer_id, kind, features)
         SELECT id, kind, features FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS given (id, kind, features))
       INSERT INTO match_change (customer_id) SELECT unnest($1::uuid[])`,
      [
        rows.map(({ customerId }) => customerId),
        rows.map(({ kind }) => kind),
        rows.map(({ made }) => encodeFeatures(made.features)),
      ],
    );
    const keys = rows.flatMap(({ customerId, made }) => made.keys.map((key) => ({ key, customerId })));
    await tx.query(
      `INSERT INTO match_key (key, customer_id) SELECT key, id FROM unnest($1::bigint[], $2::uuid[]) AS given (key, id)
       ORDER BY key, id`,
      [keys.map(({ key }) => key), keys.map(({ customerId }) => customerId)],
    );
    for (const kind of new Set(rows.map((row) => row.kind))) {
      const names = rows.filter((row) => row.kind === kind).flatMap(({ made }) => made.attributes);
      await this.noteAttributes(tx, kind, [...new Set(names)]);
    }
  }

  /** Who has each of these keys, one more than count; keys that nobody has are absent. */
  async holdersOf(tx: Tx, keys: readonly number[]): Promise<Map<number, string[]>> {
    const rows = await tx.query<{ key: string; ids: string[] }[]>(
      `SELECT wanted.key, holders.ids
       FROM unnest($1::bigint[], $2::int[]) AS wanted (key, most)
       CROSS JOIN LATERAL (SELECT array_agg(customer_id::text) AS ids FROM (
         SELECT customer_id FROM match_key WHERE key = wanted.key LIMIT wanted.most + 1) AS few) AS holders
       WHERE holders.ids IS NOT NULL`,
      [keys, keys.map((key) => kindOfKey(key)?.mostHolders ?? 0)],
    );
    return new Map(rows.map(({ key, ids }) => [Number(key), ids]));
  }

  /** The features of these customers; those that cannot be compared are absent. */
  async recordsOf(tx: Tx, customerIds: readonly string[]): Promise<NearRecord[]> {
    const rows = await tx.query<{ customerId: string; features: Buffer }[]>(
      `SELECT customer_id AS "customerId", features FROM match_record
       WHERE customer_id = ANY($1) AND get_byte(features, 0) = ${featuresVersion}`,
      [customerIds],
    );
    return rows.map(({ customerId, features }) => ({ customerId, features: decodeFeatures(features) }));
  }

  async drop(tx: Tx, customerId: string): Promise<void> {
    await tx.query(
      `WITH keys AS (DELETE FROM match_key WHERE customer_id = $1) DELETE FROM match_record WHERE customer_id = $1`,
      [customerId],
    );
  }

  /** By what customers of a kind are compared: names of attributes in a fixed order, and the model in force. */
  async comparedBy(tx: Tx, kind: CustomerKind): Promise<{ attributes: string[]; activeModel: string | null }> {
    const [row] = await tx.query<{ attributes: string[]; activeModel: string | null }[]>(
      `SELECT ARRAY(SELECT name FROM match_attribute WHERE kind = $1 ORDER BY name LIMIT 60) AS attributes,
              (SELECT version FROM match_model WHERE kind = $1 AND state = 'active') AS "activeModel"`,
      [kind],
    );
    for (const name of row!.attributes) this.knownAttributes.add(`${kind} ${name}`);
    return row!;
  }

  /**
   * The customers that share a key that few enough have, those that share most keys first; and the keys that too many
   * have: a switchboard, a name like 张伟.
   */
  async near(
    tx: Tx,
    keys: readonly number[],
    except: string | undefined,
  ): Promise<{ records: NearRecord[]; crowded: number[] }> {
    const limits = keys.map((key) => kindOfKey(key)?.mostHolders ?? 0);
    const rows = await tx.query<{ customerId: string | null; features: Buffer | null; crowded: number[] | null }[]>(
      `WITH held AS MATERIALIZED (
         SELECT wanted.key, wanted.most, holders.ids
         FROM unnest($1::bigint[], $2::int[]) AS wanted (key, most)
         CROSS JOIN LATERAL (SELECT array_agg(customer_id) AS ids FROM (
           SELECT customer_id FROM match_key WHERE key = wanted.key LIMIT wanted.most + 1) AS few) AS holders
         WHERE holders.ids IS NOT NULL),
       hit AS (
         SELECT id, count(*) AS keys FROM held CROSS JOIN LATERAL unnest(held.ids) AS id
         WHERE cardinality(held.ids) <= held.most AND id IS DISTINCT FROM $3::uuid
         GROUP BY id ORDER BY keys DESC, id LIMIT ${mostCandidates})
       SELECT record.customer_id AS "customerId", record.features, NULL::bigint[] AS crowded
       FROM hit JOIN match_record record ON record.customer_id = hit.id AND get_byte(record.features, 0) = ${featuresVersion}
       UNION ALL
       SELECT NULL, NULL, array_agg(key) FROM held WHERE cardinality(ids) > most HAVING count(*) > 0`,
      [keys, limits, except ?? null],
    );
    return {
      records: rows.flatMap(({ customerId, features }) =>
        customerId && features ? [{ customerId, features: decodeFeatures(features) }] : [],
      ),
      crowded: rows.flatMap(({ crowded }) => crowded?.map(Number) ?? []),
    };
  }

  /** Undefined for an id that is no customer of its own. */
  async featuresOf(tx: Tx, customerId: string): Promise<Features | undefined> {
    const [row] = await tx.query<{ features: Buffer }[]>('SELECT features FROM match_record WHERE customer_id = $1', [
      customerId,
    ]);
    return row && decodeFeatures(row.features);
  }

  /** Customers behind an id in the order of ids, for a run over all of them. */
  async page(
    tx: Tx,
    kind: CustomerKind,
    after: string | null,
    limit: number,
  ): Promise<{ customerId: string; features: Buffer }[]> {
    return tx.query(
      `SELECT customer_id AS "customerId", features FROM match_record
       WHERE kind = $1 AND ($2::uuid IS NULL OR customer_id > $2) ORDER BY customer_id LIMIT $3`,
      [kind, after, limit],
    );
  }

  /** Customers behind an id that have no features, or such of another version; those without a record cannot have any. */
  async unindexed(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT customer.id FROM customer LEFT JOIN match_record record ON record.customer_id = customer.id
       WHERE customer.merged_into IS NULL AND (record.customer_id IS NULL OR get_byte(record.features, 0) <> ${featuresVersion})
         AND EXISTS (SELECT FROM membership WHERE customer_id = customer.id AND valid_to IS NULL)
         AND ($1::uuid IS NULL OR customer.id > $1)
       ORDER BY customer.id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** How many customers there are of a kind. */
  async count(tx: Tx, kind: CustomerKind): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM match_record WHERE kind = $1',
      [kind],
    );
    return row!.count;
  }

  private async noteAttributes(tx: Tx, kind: CustomerKind, names: readonly string[]): Promise<void> {
    const fresh = names.filter((name) => !this.knownAttributes.has(`${kind} ${name}`));
    if (fresh.length === 0) return;
    await tx.query('INSERT INTO match_attribute (kind, name) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
      kind,
      [...fresh].sort(),
    ]);
  }
}
