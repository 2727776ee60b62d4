import type { CustomerKind, CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { decodeFeatures } from '../identity/rules/features/codec.js';
import { keyKinds } from '../identity/rules/features/key-kinds.js';
import { type Features, featuresVersion } from '../identity/rules/features/layout.js';
import type { Evidence, MatchKey } from '../identity/rules/matching.js';

/** A customer that shares at least one number or contact point with what was asked about. */
export interface Candidate {
  id: string;
  kind: CustomerKind;
  status: CustomerStatus;
  displayName: string | null;
  ownerEmployeeId: string | null;
  ownerDepartment: string;
  createdAt: Date;
  nameKeys: string[];
  keys: (MatchKey & { contested: boolean })[];
  /** Of those with the same name, where they can be compared. */
  features: Features | null;
}

/** Most of those who share a number that are looked at; those with the same name come first. */
const mostCandidates = 50;

/** A phone or e-mail that more customers have is a switchboard, and no evidence. */
const mostHolders = keyKinds.phone.mostHolders;

/**
 * Who has which of the `given` keys, without going through all of those whom a switchboard stands for: a contact point that
 * too many have is left out. The number of an authority has one holder; of those who contest it enough are looked at.
 */
const hits = `
  SELECT holder.id, given.type, given.key, holder.contested FROM given CROSS JOIN LATERAL (
    SELECT customer_id AS id, contested FROM customer_identifier own
    WHERE own.type = given.type AND own.key = given.key AND NOT contested
    UNION ALL
    (SELECT customer_id, contested FROM customer_identifier own
     WHERE own.type = given.type AND own.key = given.key AND contested LIMIT ${mostHolders})) AS holder
  UNION ALL
  SELECT unnest(holders.ids), given.type, given.key, false FROM given CROSS JOIN LATERAL (
    SELECT array_agg(id) AS ids FROM (
      SELECT customer_id AS id FROM customer_contact own
      WHERE own.type = given.type AND own.key = given.key LIMIT ${mostHolders + 1}) AS few) AS holders
  WHERE cardinality(holders.ids) <= ${mostHolders}`;

/** Who has a number or contact point. */
@Injectable()
export class HoldersRepository {
  /** Those who share a number, or a contact point that few have, and those with the ids given. */
  async candidates(tx: Tx, evidence: Evidence, except?: string, ids: readonly string[] = []): Promise<Candidate[]> {
    if (evidence.keys.length + ids.length === 0) return [];
    const rows = await tx.query<(Omit<Candidate, 'features'> & { features: Buffer | null })[]>(
      `WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (type text, key text)),
       hit AS MATERIALIZED (${hits}),
       near AS (
         SELECT customer.* FROM (SELECT id FROM hit UNION SELECT unnest($4::uuid[])) AS wanted JOIN customer USING (id)
         WHERE merged_into IS NULL AND id IS DISTINCT FROM $3
         ORDER BY id = ANY($4) DESC, id IN (SELECT id FROM hit WHERE type NOT IN ('phone', 'email')) DESC, name_keys && $2 DESC, created_at
         LIMIT ${mostCandidates})
       SELECT near.id, near.kind, near.status, near.display_name AS "displayName", near.owner_employee_id AS "ownerEmployeeId",
              near.owner_department AS "ownerDepartment", near.created_at AS "createdAt", near.name_keys AS "nameKeys",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('type', type, 'key', key, 'contested', contested)), '[]') FROM (
                 SELECT type, key, contested FROM customer_identifier WHERE customer_id = near.id
                 UNION SELECT type, key, contested FROM hit WHERE id = near.id) AS all_keys) AS keys,
              (SELECT features FROM match_record WHERE customer_id = near.id AND near.name_keys && $2
                 AND get_byte(features, 0) = ${featuresVersion}) AS features
       FROM near`,
      [JSON.stringify(evidence.keys), evidence.nameKeys, except ?? null, ids],
    );
    return rows.map((row) => ({ ...row, features: row.features && decodeFeatures(row.features) }));
  }

  /** The customers that have any of these keys, by `type key`; keys that nobody has, and contact points that too many have, are absent. */
  async holdersOf(tx: Tx, keys: readonly MatchKey[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ name: string; ids: string[] }[]>(
      `WITH given AS (SELECT DISTINCT type, key FROM unnest($1::text[], $2::text[]) AS given (type, key)), hit AS (${hits})
       SELECT type || ' ' || key AS name, array_agg(id::text) AS ids FROM hit GROUP BY type, key`,
      [keys.map(({ type }) => type), keys.map(({ key }) => key)],
    );
    return new Map(rows.map(({ name, ids }) => [name, ids]));
  }
}
