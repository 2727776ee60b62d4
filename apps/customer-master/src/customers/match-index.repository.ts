import type { CustomerKind, CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Evidence, MatchKey } from '../identity/rules/matching.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { ContactKey } from './match-keys.service.js';
import type { Statement } from './rules/statement.js';

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
}

/** Beyond that many holders a number is a switchboard; those with the same name come first. */
const mostCandidates = 50;

/** The tables by which twins are found: who holds which number, who is reached where. */
@Injectable()
export class MatchIndexRepository {
  constructor(private readonly resemblances: Resemblances) {}

  /**
   * Lets nobody else decide about the same keys until this transaction ends. In sorted order, so that two who need the
   * same ones do not wait for each other.
   */
  async lock(tx: Tx, keys: readonly string[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(number)
       FROM (SELECT DISTINCT hashtextextended(key, 0) AS number FROM unnest($1::text[]) AS key ORDER BY number) AS sorted`,
      [keys],
    );
  }

  /** Those who share a number or contact point, and those with the ids given. */
  async candidates(tx: Tx, evidence: Evidence, except?: string, ids: readonly string[] = []): Promise<Candidate[]> {
    if (evidence.keys.length + ids.length === 0) return [];
    return tx.query<Candidate[]>(
      `WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (type text, key text)),
       hit AS (
         SELECT customer_id AS id, held.type, held.key, held.contested
         FROM customer_identifier held JOIN given USING (type, key)
         UNION ALL
         SELECT customer_id, contact.type, contact.key, false FROM customer_contact contact JOIN given USING (type, key)),
       near AS (
         SELECT customer.* FROM (SELECT id FROM hit UNION SELECT unnest($4::uuid[])) AS wanted JOIN customer USING (id)
         WHERE merged_into IS NULL AND id IS DISTINCT FROM $3
         ORDER BY id = ANY($4) DESC, id IN (SELECT id FROM hit WHERE type NOT IN ('phone', 'email')) DESC, name_keys && $2 DESC, created_at
         LIMIT ${mostCandidates})
       SELECT near.id, near.kind, near.status, near.display_name AS "displayName", near.owner_employee_id AS "ownerEmployeeId",
              near.owner_department AS "ownerDepartment", near.created_at AS "createdAt", near.name_keys AS "nameKeys",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('type', type, 'key', key, 'contested', contested)), '[]') FROM (
                 SELECT type, key, contested FROM customer_identifier WHERE customer_id = near.id
                 UNION SELECT type, key, contested FROM hit WHERE id = near.id) AS all_keys) AS keys
       FROM near`,
      [JSON.stringify(evidence.keys), evidence.nameKeys, except ?? null, ids],
    );
  }

  /** The customers that have any of these keys, by `type key`; keys that nobody has are absent. */
  async holdersOf(tx: Tx, keys: readonly MatchKey[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ name: string; ids: string[] }[]>(
      `WITH given AS (SELECT DISTINCT type, key FROM unnest($1::text[], $2::text[]) AS given (type, key)),
       hit AS (
         SELECT type, key, customer_id FROM customer_identifier JOIN given USING (type, key)
         UNION SELECT type, key, customer_id FROM customer_contact JOIN given USING (type, key))
       SELECT type || ' ' || key AS name, array_agg(customer_id::text) AS ids FROM hit GROUP BY type, key`,
      [keys.map(({ type }) => type), keys.map(({ key }) => key)],
    );
    return new Map(rows.map(({ name, ids }) => [name, ids]));
  }

  /** Puts new customers into the index who share no number with anybody, nor with each other. */
  async addAll(
    tx: Tx,
    entries: readonly { customerId: string; identifiers: readonly MatchKey[]; contacts: readonly ContactKey[] }[],
  ): Promise<void> {
    const rows = <Item extends object>(of: (entry: (typeof entries)[number]) => readonly Item[]) =>
      JSON.stringify(entries.flatMap((entry) => of(entry).map((item) => ({ ...item, id: entry.customerId }))));
    await tx.query(
      `INSERT INTO customer_identifier (customer_id, type, key, contested)
       SELECT id, type, key, false FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, type text, key text) ORDER BY type, key`,
      [rows(({ identifiers }) => identifiers)],
    );
    await tx.query(
      `INSERT INTO customer_contact (customer_id, type, key, channel, opted_out)
       SELECT id, type, key, channel, "optedOut"
       FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, type text, key text, channel text, "optedOut" boolean)`,
      [rows(({ contacts }) => contacts)],
    );
  }

  /** Puts a new customer into the index; see `replace`. */
  async add(
    tx: Tx,
    customerId: string,
    identifiers: readonly MatchKey[],
    contacts: readonly ContactKey[],
  ): Promise<MatchKey[]> {
    const held = await this.hold(tx, customerId, identifiers, false);
    const taken = identifiers.filter(({ type, key }) => !held.some((own) => own.type === type && own.key === key));
    await this.hold(tx, customerId, taken, true);
    if (contacts.length > 0) {
      await tx.query(
        `INSERT INTO customer_contact (customer_id, type, key, channel, opted_out)
         SELECT $1, type, key, channel, "optedOut" FROM jsonb_to_recordset($2::jsonb)
           AS given (type text, key text, channel text, "optedOut" boolean)`,
        [customerId, JSON.stringify(contacts)],
      );
    }
    return taken;
  }

  /**
   * Replaces what the index says of a customer. A number that another customer holds is noted as contested instead of
   * taken away: the first holder keeps it. Returns the contested ones.
   */
  async replace(
    tx: Tx,
    customerId: string,
    identifiers: readonly MatchKey[],
    contacts: readonly ContactKey[],
  ): Promise<MatchKey[]> {
    const isKept = `(type, key) IN (SELECT type, key FROM jsonb_to_recordset($2::jsonb) AS given (type text, key text))`;
    await tx.query(`DELETE FROM customer_identifier WHERE customer_id = $1 AND (contested OR NOT ${isKept})`, [
      customerId,
      JSON.stringify(identifiers),
    ]);
    await tx.query('DELETE FROM customer_contact WHERE customer_id = $1', [customerId]);
    const kept = await this.held(tx, customerId);
    const others = identifiers.filter(({ type, key }) => !kept.some((own) => own.type === type && own.key === key));
    return this.add(tx, customerId, others, contacts);
  }

  /** Compares the customer anew with everybody whom it may resemble, by all that its records say. */
  async compare(
    tx: Tx,
    customer: { id: string; kind: CustomerKind },
    statements: readonly Statement[],
    now: Date,
  ): Promise<void> {
    await this.resemblances.refresh(tx, customer, statements, now);
  }

  /** The numbers that the customer holds itself. */
  async held(tx: Tx, customerId: string): Promise<MatchKey[]> {
    return tx.query<MatchKey[]>(
      'SELECT type, key FROM customer_identifier WHERE customer_id = $1 AND NOT contested ORDER BY type, key',
      [customerId],
    );
  }

  /** Takes everything from the index that an id has there; gives numbers free for others. */
  async clear(tx: Tx, customerId: string, only?: readonly MatchKey[]): Promise<void> {
    if (only) {
      await tx.query(
        `DELETE FROM customer_identifier WHERE customer_id = $1
         AND (type, key) IN (SELECT type, key FROM jsonb_to_recordset($2::jsonb) AS given (type text, key text))`,
        [customerId, JSON.stringify(only)],
      );
      return;
    }
    await tx.query('DELETE FROM customer_identifier WHERE customer_id = $1', [customerId]);
    await tx.query('DELETE FROM customer_contact WHERE customer_id = $1', [customerId]);
    await this.resemblances.drop(tx, customerId);
  }

  /** Returns what was inserted: the unique index of holders lets through what nobody else holds. In sorted order, see `lock`. */
  private async hold(tx: Tx, customerId: string, keys: readonly MatchKey[], contested: boolean): Promise<MatchKey[]> {
    if (keys.length === 0) return [];
    return tx.query<MatchKey[]>(
      `INSERT INTO customer_identifier (customer_id, type, key, contested)
       SELECT $1, type, key, $3 FROM jsonb_to_recordset($2::jsonb) AS given (type text, key text) ORDER BY type, key
       ON CONFLICT DO NOTHING RETURNING type, key`,
      [customerId, JSON.stringify(keys), contested],
    );
  }
}
