import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { CustomerFacts, SourceKey, SourceReference } from './customer.shape.js';
import { RecordVersionsRepository, type Said, type SealedVersion } from './record-versions.repository.js';
import type { Statement } from './rules/statement.js';

/** A source record and the customer it belongs to now. */
export interface KnownRecord extends SourceKey {
  id: string;
  version: number;
  kind: CustomerKind;
  digest: string;
  observedAt: Date;
  customerId: string;
}

export type MembershipReason = 'registered' | 'attached' | 'edited' | 'merged' | 'unmerged';

export interface NewRecord extends Omit<Said, 'observedAt'> {
  recordId: string;
  customerId: string;
  source: SourceReference;
  reason: MembershipReason;
}

/** Source records, and whom they belong to. */
@Injectable()
export class SourceRecordsRepository {
  constructor(private readonly versions: RecordVersionsRepository) {}

  async find(tx: Tx, key: SourceKey): Promise<KnownRecord | undefined> {
    return (await this.findAll(tx, [key]))[0];
  }

  /** Those that are known and belong to somebody, in any order. */
  async findAll(tx: Tx, keys: readonly SourceKey[]): Promise<KnownRecord[]> {
    return tx.query<KnownRecord[]>(
      `SELECT record.id, record.source, record.source_id AS "sourceId", record.version, said.kind, said.digest,
              said.observed_at AS "observedAt", member.customer_id AS "customerId"
       FROM unnest($1::text[], $2::text[]) AS given (source, source_id)
       JOIN source_record record ON record.source = given.source AND record.source_id = given.source_id
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
       JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL`,
      [keys.map(({ source }) => source), keys.map(({ sourceId }) => sourceId)],
    );
  }

  /** Those that are known and belong to nobody any more. */
  async parted(tx: Tx, keys: readonly SourceKey[]): Promise<SourceKey[]> {
    return tx.query<SourceKey[]>(
      `SELECT record.source, record.source_id AS "sourceId"
       FROM unnest($1::text[], $2::text[]) AS given (source, source_id)
       JOIN source_record record ON record.source = given.source AND record.source_id = given.source_id
       WHERE NOT EXISTS (SELECT FROM membership WHERE record_id = record.id AND valid_to IS NULL)`,
      [keys.map(({ source }) => source), keys.map(({ sourceId }) => sourceId)],
    );
  }

  /** What systems call these records. */
  namesOf(tx: Tx, recordIds: readonly string[]): Promise<SourceKey[]> {
    return tx.query<SourceKey[]>('SELECT source, source_id AS "sourceId" FROM source_record WHERE id = ANY($1)', [
      recordIds,
    ]);
  }

  /** The customer that a record belongs to now; undefined where nobody has it any more. */
  async holderOf(tx: Tx, recordId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ customerId: string }[]>(
      'SELECT customer_id AS "customerId" FROM membership WHERE record_id = $1 AND valid_to IS NULL',
      [recordId],
    );
    return row?.customerId;
  }

  /**
   * A record that was not known, with its first version, as a member of the customer. One that nobody has any more, since
   * an import was taken back, comes back with its next version.
   */
  async add(tx: Tx, record: NewRecord): Promise<void> {
    const { recordId, customerId, source, now, reason } = record;
    const [kept] = await tx.query<{ id: string; version: number }[]>(
      `WITH record AS (INSERT INTO source_record AS known (id, source, source_id, version) VALUES ($1, $2, $3, 1)
         ON CONFLICT (source, source_id) DO UPDATE SET version = known.version + 1 RETURNING id, version),
       member AS (INSERT INTO membership (id, record_id, customer_id, valid_from, reason) SELECT $4, id, $5, $6, $7 FROM record)
       SELECT id, version FROM record`,
      [recordId, source.source, source.sourceId, newId(), customerId, now, reason],
    );
    await this.versions.add(tx, [
      { ...record, recordId: kept!.id, version: kept!.version, observedAt: source.observedAt },
    ]);
  }

  /** Records that nobody ever knew, each the first of a new customer. */
  async addAll(tx: Tx, records: readonly NewRecord[]): Promise<void> {
    const rows = records.map(({ recordId, customerId, source, now, reason }) => ({
      ...{ id: recordId, source: source.source, sourceId: source.sourceId, memberId: newId(), customerId, now, reason },
    }));
    await tx.query(
      `WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS given
         (id uuid, source text, "sourceId" text, "memberId" uuid, "customerId" uuid, now timestamptz, reason text)),
       record AS (INSERT INTO source_record (id, source, source_id, version) SELECT id, source, "sourceId", 1 FROM given)
       INSERT INTO membership (id, record_id, customer_id, valid_from, reason)
       SELECT "memberId", id, "customerId", now, reason FROM given`,
      [JSON.stringify(rows)],
    );
    const versions = records.map((record) => ({ ...record, version: 1, observedAt: record.source.observedAt }));
    await this.versions.add(tx, versions);
  }

  async addVersion(tx: Tx, record: Pick<KnownRecord, 'id' | 'version'>, said: Said): Promise<void> {
    await this.versions.add(tx, [{ ...said, recordId: record.id, version: record.version + 1 }]);
    await tx.query('UPDATE source_record SET version = version + 1 WHERE id = $1', [record.id]);
  }

  /** What the customer's records say now, in the order of their ids. */
  async statementsOf(tx: Tx, customerId: string): Promise<Statement[]> {
    return (await this.statementsOfAll(tx, [customerId])).get(customerId) ?? [];
  }

  /** The same of many customers at once; those without records are absent. */
  async statementsOfAll(tx: Tx, customerIds: readonly string[]): Promise<Map<string, Statement[]>> {
    const rows = await tx.query<(SealedVersion & SourceKey & { customerId: string; observedAt: Date })[]>(
      `SELECT member.customer_id AS "customerId", record.id AS "recordId", record.version, said.kind, record.source,
              record.source_id AS "sourceId", said.observed_at AS "observedAt", said.plain, said.sealed
       FROM membership member
       JOIN source_record record ON record.id = member.record_id
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
       WHERE member.customer_id = ANY($1) AND member.valid_to IS NULL ORDER BY record.id`,
      [customerIds],
    );
    const said = await this.versions.open(tx, rows);
    const statements = new Map<string, Statement[]>();
    rows.forEach(({ customerId, recordId, source, sourceId, observedAt }, at) => {
      const statement = { recordId, source, sourceId, observedAt, facts: said[at]! };
      statements.set(customerId, [...(statements.get(customerId) ?? []), statement]);
    });
    return statements;
  }

  /** What versions of records say, by `recordId:version`; those whose key was destroyed say nothing. */
  versionsOf(...asked: Parameters<RecordVersionsRepository['of']>): Promise<Map<string, CustomerFacts>> {
    return this.versions.of(...asked);
  }

  /** Equal for equal content. */
  digestOf(facts: CustomerFacts): string {
    return this.versions.digestOf(facts);
  }

  /** The records of each customer by their names in their systems, oldest first. */
  async keysOf(
    tx: Tx,
    customerIds: readonly string[],
  ): Promise<{ customerId: string; recordId: string; source: string; sourceId: string }[]> {
    return tx.query(
      `SELECT member.customer_id AS "customerId", record.id AS "recordId", record.source, record.source_id AS "sourceId"
       FROM membership member JOIN source_record record ON record.id = member.record_id
       WHERE member.customer_id = ANY($1) AND member.valid_to IS NULL ORDER BY record.id`,
      [customerIds],
    );
  }

  /** From now on nobody has the record. */
  async part(tx: Tx, recordId: string, now: Date): Promise<void> {
    await tx.query(
      'UPDATE membership SET valid_to = greatest(valid_from, $2) WHERE record_id = $1 AND valid_to IS NULL',
      [recordId, now],
    );
  }

  /** Closes the records' memberships and opens others; the closed ones stay as history. Returns how many moved. */
  async move(
    tx: Tx,
    recordIds: readonly string[],
    move: { from: string; to: string; reason: MembershipReason; mergeId: string | null; now: Date },
  ): Promise<number> {
    // A history that is told late must not end before it began.
    const closed = await tx.query<[{ recordId: string; until: Date }[], number]>(
      `UPDATE membership SET valid_to = greatest(valid_from, $3)
       WHERE record_id = ANY($1) AND customer_id = $2 AND valid_to IS NULL
       RETURNING record_id AS "recordId", valid_to AS "until"`,
      [recordIds, move.from, move.now],
    );
    for (const { recordId, until } of closed[0]) {
      await tx.query(
        `INSERT INTO membership (id, record_id, customer_id, valid_from, reason, merge_id) VALUES ($1, $2, $3, $4, $5, $6)`,
        [newId(), recordId, move.to, until, move.reason, move.mergeId],
      );
    }
    return closed[0].length;
  }
}
