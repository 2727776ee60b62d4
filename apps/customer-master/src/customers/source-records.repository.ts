import type { CustomerKind } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import type { CustomerFacts, SourceKey, SourceReference } from './customer.shape.js';
import { joinContent, splitContent } from './rules/sealing.js';
import { canonical, editSource, type Statement } from './rules/statement.js';

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

/** A record by its name in its system, and the customer that it belongs to. */
export interface CrosswalkEntry extends SourceKey {
  customerId: string;
}

/** One version: what was said, when it was so, who brought it when. */
export interface Said {
  observedAt: Date;
  facts: CustomerFacts;
  by: string;
  now: Date;
}

export interface NewRecord extends Omit<Said, 'observedAt'> {
  recordId: string;
  customerId: string;
  source: SourceReference;
  reason: MembershipReason;
}

interface VersionRow {
  recordId: string;
  version: number;
  kind: CustomerKind;
  source: string;
  sourceId: string;
  observedAt: Date;
  plain: Partial<CustomerFacts>;
  sealed: string;
}

const cellOf = (recordId: string, version: number) => ({
  table: 'source_record_version',
  column: 'sealed',
  row: `${recordId}:${version}`,
});

/**
 * Source records, their versions and whom they belong to. The personal part of a version is sealed under the record's own
 * id, not a customer's: a record moves between customers and must stay readable, and be erasable by itself.
 */
@Injectable()
export class SourceRecordsRepository {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly definitions: AttributeDefinitions,
  ) {}

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
    await this.insertVersions(tx, [
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
    await this.insertVersions(tx, versions);
  }

  async addVersion(tx: Tx, record: Pick<KnownRecord, 'id' | 'version'>, said: Said): Promise<void> {
    await this.insertVersions(tx, [{ ...said, recordId: record.id, version: record.version + 1 }]);
    await tx.query('UPDATE source_record SET version = version + 1 WHERE id = $1', [record.id]);
  }

  /** What the customer's records say now, in the order of their ids. */
  async statementsOf(tx: Tx, customerId: string): Promise<Statement[]> {
    return (await this.statementsOfAll(tx, [customerId])).get(customerId) ?? [];
  }

  /** The same of many customers at once; those without records are absent. */
  async statementsOfAll(tx: Tx, customerIds: readonly string[]): Promise<Map<string, Statement[]>> {
    const rows = await tx.query<(VersionRow & { customerId: string })[]>(
      `SELECT member.customer_id AS "customerId", record.id AS "recordId", record.version, said.kind, record.source,
              record.source_id AS "sourceId", said.observed_at AS "observedAt", said.plain, said.sealed
       FROM membership member
       JOIN source_record record ON record.id = member.record_id
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
       WHERE member.customer_id = ANY($1) AND member.valid_to IS NULL ORDER BY record.id`,
      [customerIds],
    );
    const cells = rows.map((row) => ({ cell: cellOf(row.recordId, row.version), sealed: row.sealed }));
    const opened = await this.cipher.openAll(tx, cells);
    const statements = new Map<string, Statement[]>();
    rows.forEach(({ customerId, recordId, source, sourceId, observedAt, kind, plain }, at) => {
      const personal = JSON.parse(opened[at] ?? '{}') as Partial<CustomerFacts>;
      const statement = { recordId, source, sourceId, observedAt, facts: { kind, ...joinContent(plain, personal) } };
      statements.set(customerId, [...(statements.get(customerId) ?? []), statement]);
    });
    return statements;
  }

  /** What versions of records say, by `recordId:version`; those whose key was destroyed say nothing. */
  async versionsOf(
    tx: Tx,
    wanted: readonly { recordId: string; version: number }[],
  ): Promise<Map<string, CustomerFacts>> {
    const rows = await tx.query<Pick<VersionRow, 'recordId' | 'version' | 'kind' | 'plain' | 'sealed'>[]>(
      `SELECT said.record_id AS "recordId", said.version, said.kind, said.plain, said.sealed
       FROM unnest($1::uuid[], $2::integer[]) AS wanted (record_id, version) JOIN source_record_version said USING (record_id, version)`,
      [wanted.map(({ recordId }) => recordId), wanted.map(({ version }) => version)],
    );
    const cells = rows.map((row) => ({ cell: cellOf(row.recordId, row.version), sealed: row.sealed }));
    const opened = await this.cipher.openAll(tx, cells);
    return new Map(
      rows.map(({ recordId, version, kind, plain }, at) => {
        const personal = JSON.parse(opened[at] ?? '{}') as Partial<CustomerFacts>;
        return [`${recordId}:${version}`, { kind, ...joinContent(plain, personal) }];
      }),
    );
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

  /** Records behind one, in the order of systems and ids; edits made here are nobody else's. */
  async crosswalk(
    tx: Tx,
    source: string | undefined,
    after: SourceKey | undefined,
    limit: number,
  ): Promise<CrosswalkEntry[]> {
    return tx.query<CrosswalkEntry[]>(
      `SELECT record.source, record.source_id AS "sourceId", member.customer_id AS "customerId"
       FROM source_record record JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL
       WHERE record.source <> $1 AND ($2::text IS NULL OR record.source = $2)
         AND ($3::text IS NULL OR (record.source, record.source_id) > ($3, $4))
       ORDER BY record.source, record.source_id LIMIT $5`,
      [editSource, source ?? null, after?.source ?? null, after?.sourceId ?? null, limit],
    );
  }

  /** One version of a record; undefined when it cannot be read any more. */
  async version(
    tx: Tx,
    recordId: string,
    version: number,
  ): Promise<{ observedAt: Date; facts: CustomerFacts } | undefined> {
    const [row] = await tx.query<Pick<VersionRow, 'kind' | 'observedAt' | 'plain' | 'sealed'>[]>(
      `SELECT kind, observed_at AS "observedAt", plain, sealed FROM source_record_version WHERE record_id = $1 AND version = $2`,
      [recordId, version],
    );
    const opened = row && (await this.cipher.open(tx, cellOf(recordId, version), row.sealed));
    if (!row || !opened) return undefined;
    const personal = JSON.parse(opened) as Partial<CustomerFacts>;
    return { observedAt: row.observedAt, facts: { kind: row.kind, ...joinContent(row.plain, personal) } };
  }

  /** The newest version of a record, whoever has it. */
  async current(tx: Tx, recordId: string): Promise<Pick<KnownRecord, 'id' | 'version' | 'digest'> | undefined> {
    const [row] = await tx.query<Pick<KnownRecord, 'id' | 'version' | 'digest'>[]>(
      `SELECT record.id, record.version, said.digest FROM source_record record
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version WHERE record.id = $1`,
      [recordId],
    );
    return row;
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

  /** Equal for equal content. Keyed, since a plain hash of a short personal record can be guessed. */
  digestOf(facts: CustomerFacts): string {
    return this.cipher.blindIndex('source-record', canonical(facts));
  }

  private async insertVersions(tx: Tx, all: readonly (Said & { recordId: string; version: number })[]): Promise<void> {
    const isJudged = all.some(({ facts }) => facts.kind === 'organisation' && hasAttributes(facts));
    const judged = isJudged ? (await this.definitions.current(tx)).personal : new Set<string>();
    const parts = all.map(({ facts: { kind, ...content } }) =>
      splitContent(kind, content, kind === 'organisation' ? judged : new Set<string>()),
    );
    const sealed = await this.cipher.sealAll(
      tx,
      all.map(({ recordId, version }, at) => ({
        subjectId: recordId,
        cell: cellOf(recordId, version),
        plain: JSON.stringify(parts[at]!.personal),
      })),
    );
    const rows = all.map(({ recordId, version, facts, observedAt, by, now }, at) => ({
      ...{ recordId, version, kind: facts.kind, plain: parts[at]!.plain, sealed: sealed[at] },
      ...{ digest: this.digestOf(facts), observedAt, now, by },
    }));
    await tx.query(
      `INSERT INTO source_record_version (record_id, version, kind, plain, sealed, digest, observed_at, received_at, received_by)
       SELECT "recordId", version, kind, plain, sealed, digest, "observedAt", now, by
       FROM jsonb_to_recordset($1::jsonb) AS given ("recordId" uuid, version integer, kind text, plain jsonb, sealed text,
         digest text, "observedAt" timestamptz, now timestamptz, by text)`,
      [JSON.stringify(rows)],
    );
  }
}

const hasAttributes = ({ attributes }: CustomerFacts): boolean => Object.keys(attributes ?? {}).length > 0;
