import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { MatchKey } from '../identity/rules/matching.js';
import { Resemblances } from '../matching/resemblances.service.js';
import type { SourceKey } from './customer.shape.js';
import type { ContactKey } from './match-keys.service.js';
import type { Statement } from './rules/statement.js';

/** Name of the lock of a record, for `lock`. */
export const recordLock = ({ source, sourceId }: SourceKey): string => `record ${source} ${sourceId}`;

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
