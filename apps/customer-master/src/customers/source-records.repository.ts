import type { CustomerKind } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import type { CustomerFacts, SourceKey, SourceReference } from './customer.shape.js';
import { joinContent, splitContent } from './rules/sealing.js';
import { canonical, editSource, type Statement } from './rules/statement.js';

/** A source record and the customer it belongs to now. */
export interface KnownRecord {
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

  async find(tx: Tx, { source, sourceId }: SourceKey): Promise<KnownRecord | undefined> {
    const [row] = await tx.query<KnownRecord[]>(
      `SELECT record.id, record.version, said.kind, said.digest, said.observed_at AS "observedAt",
              member.customer_id AS "customerId"
       FROM source_record record
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
       JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL
       WHERE record.source = $1 AND record.source_id = $2`,
      [source, sourceId],
    );
    return row;
  }

  /** The customer that a record belongs to now. */
  async holderOf(tx: Tx, recordId: string): Promise<string> {
    const [row] = await tx.query<{ customerId: string }[]>(
      'SELECT customer_id AS "customerId" FROM membership WHERE record_id = $1 AND valid_to IS NULL',
      [recordId],
    );
    return row!.customerId;
  }

  /** A record that was not known, with its first version, as a member of the customer. */
  async add(tx: Tx, record: NewRecord): Promise<void> {
    const { recordId, customerId, source, now, reason } = record;
    await tx.query(
      `WITH record AS (INSERT INTO source_record (id, source, source_id, version) VALUES ($1, $2, $3, 1))
       INSERT INTO membership (id, record_id, customer_id, valid_from, reason) VALUES ($4, $1, $5, $6, $7)`,
      [recordId, source.source, source.sourceId, newId(), customerId, now, reason],
    );
    await this.insertVersion(tx, recordId, 1, { ...record, observedAt: source.observedAt });
  }

  async addVersion(tx: Tx, record: Pick<KnownRecord, 'id' | 'version'>, said: Said): Promise<void> {
    await this.insertVersion(tx, record.id, record.version + 1, said);
    await tx.query('UPDATE source_record SET version = version + 1 WHERE id = $1', [record.id]);
  }

  /** What the customer's records say now, in the order of their ids. */
  async statementsOf(tx: Tx, customerId: string): Promise<Statement[]> {
    const rows = await tx.query<VersionRow[]>(
      `SELECT record.id AS "recordId", record.version, said.kind, record.source, record.source_id AS "sourceId",
              said.observed_at AS "observedAt", said.plain, said.sealed
       FROM membership member
       JOIN source_record record ON record.id = member.record_id
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
       WHERE member.customer_id = $1 AND member.valid_to IS NULL ORDER BY record.id`,
      [customerId],
    );
    const cells = rows.map((row) => ({ cell: cellOf(row.recordId, row.version), sealed: row.sealed }));
    const opened = await this.cipher.openAll(tx, cells);
    return rows.map(({ recordId, source, sourceId, observedAt, kind, plain }, at) => {
      const personal = JSON.parse(opened[at] ?? '{}') as Partial<CustomerFacts>;
      return { recordId, source, sourceId, observedAt, facts: { kind, ...joinContent(plain, personal) } };
    });
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

  private async insertVersion(
    tx: Tx,
    recordId: string,
    version: number,
    { observedAt, facts, by, now }: Said,
  ): Promise<void> {
    const { kind, ...content } = facts;
    const isJudged = kind === 'organisation' && Object.keys(content.attributes ?? {}).length > 0;
    const personalAttributes = isJudged ? (await this.definitions.current(tx)).personal : new Set<string>();
    const { plain, personal } = splitContent(kind, content, personalAttributes);
    const sealed = await this.cipher.seal(tx, recordId, cellOf(recordId, version), JSON.stringify(personal));
    await tx.query(
      `INSERT INTO source_record_version (record_id, version, kind, plain, sealed, digest, observed_at, received_at, received_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [recordId, version, kind, JSON.stringify(plain), sealed, this.digestOf(facts), observedAt, now, by],
    );
  }
}
