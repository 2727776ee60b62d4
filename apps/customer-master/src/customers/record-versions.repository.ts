import type { CustomerKind } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import type { CustomerFacts } from './customer.shape.js';
import { joinContent, splitContent } from './rules/sealing.js';
import { canonical } from './rules/statement.js';

/** One version: what was said, when it was so, who brought it when. */
export interface Said {
  observedAt: Date;
  facts: CustomerFacts;
  by: string;
  now: Date;
}

/** A version as it is stored. */
export interface SealedVersion {
  recordId: string;
  version: number;
  kind: CustomerKind;
  plain: Partial<CustomerFacts>;
  sealed: string;
}

/** The newest version of a record. */
export interface CurrentVersion {
  /** Of the record. */
  id: string;
  version: number;
  digest: string;
}

const cellOf = (recordId: string, version: number) => ({
  table: 'source_record_version',
  column: 'sealed',
  row: `${recordId}:${version}`,
});

/**
 * What source records say, version by version. The personal part is sealed under the record's own id, not a customer's: a
 * record moves between customers and must stay readable, and be erasable by itself.
 */
@Injectable()
export class RecordVersionsRepository {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly definitions: AttributeDefinitions,
  ) {}

  /** What each of these says, in their order. */
  async open(tx: Tx, rows: readonly SealedVersion[]): Promise<CustomerFacts[]> {
    const cells = rows.map((row) => ({ cell: cellOf(row.recordId, row.version), sealed: row.sealed }));
    const opened = await this.cipher.openAll(tx, cells);
    return rows.map(({ kind, plain }, at) => {
      const personal = JSON.parse(opened[at] ?? '{}') as Partial<CustomerFacts>;
      return { kind, ...joinContent(plain, personal) };
    });
  }

  /** What versions of records say, by `recordId:version`; those whose key was destroyed say nothing. */
  async of(tx: Tx, wanted: readonly { recordId: string; version: number }[]): Promise<Map<string, CustomerFacts>> {
    const rows = await tx.query<SealedVersion[]>(
      `SELECT said.record_id AS "recordId", said.version, said.kind, said.plain, said.sealed
       FROM unnest($1::uuid[], $2::integer[]) AS wanted (record_id, version) JOIN source_record_version said USING (record_id, version)`,
      [wanted.map(({ recordId }) => recordId), wanted.map(({ version }) => version)],
    );
    const said = await this.open(tx, rows);
    return new Map(rows.map(({ recordId, version }, at) => [`${recordId}:${version}`, said[at]!]));
  }

  /** One version of a record; undefined when it cannot be read any more. */
  async one(
    tx: Tx,
    recordId: string,
    version: number,
  ): Promise<{ observedAt: Date; facts: CustomerFacts } | undefined> {
    const [row] = await tx.query<(Pick<SealedVersion, 'kind' | 'plain' | 'sealed'> & { observedAt: Date })[]>(
      `SELECT kind, observed_at AS "observedAt", plain, sealed FROM source_record_version WHERE record_id = $1 AND version = $2`,
      [recordId, version],
    );
    const opened = row && (await this.cipher.open(tx, cellOf(recordId, version), row.sealed));
    if (!row || !opened) return undefined;
    const personal = JSON.parse(opened) as Partial<CustomerFacts>;
    return { observedAt: row.observedAt, facts: { kind: row.kind, ...joinContent(row.plain, personal) } };
  }

  /** The newest version of a record, whoever has it. */
  async current(tx: Tx, recordId: string): Promise<CurrentVersion | undefined> {
    const [row] = await tx.query<CurrentVersion[]>(
      `SELECT record.id, record.version, said.digest FROM source_record record
       JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version WHERE record.id = $1`,
      [recordId],
    );
    return row;
  }

  /** Equal for equal content. Keyed, since a plain hash of a short personal record can be guessed. */
  digestOf(facts: CustomerFacts): string {
    return this.cipher.blindIndex('source-record', canonical(facts));
  }

  async add(tx: Tx, all: readonly (Said & { recordId: string; version: number })[]): Promise<void> {
    const isJudged = all.some(({ facts }) => facts.kind === 'organisation' && hasAttributes(facts));
    const judged = isJudged ? (await this.definitions.forWriting(tx)).personal : new Set<string>();
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

  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>('SELECT count(*)::int AS count FROM source_record');
    return row!.count;
  }

  /** The next records behind an id. */
  async next(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      'SELECT id FROM source_record WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Seals what versions of these records still say in clear although it is personal by now.
   * @returns how many versions lie otherwise than before
   */
  async reseal(tx: Tx, recordIds: readonly string[], personalAttributes: ReadonlySet<string>): Promise<number> {
    const rows = await tx.query<SealedVersion[]>(
      `SELECT record_id AS "recordId", version, kind, plain, sealed FROM source_record_version
       WHERE record_id = ANY($1) AND plain -> 'attributes' ?| $2::text[] ORDER BY record_id, version FOR UPDATE`,
      [recordIds, [...personalAttributes]],
    );
    const opened = await this.cipher.openAll(
      tx,
      rows.map((row) => ({ cell: cellOf(row.recordId, row.version), sealed: row.sealed })),
    );
    for (const [at, { recordId, version, kind, plain, sealed }] of rows.entries()) {
      const said = opened[at] ?? null;
      const content = joinContent(plain, JSON.parse(said ?? '{}') as Partial<CustomerFacts>);
      const parts = splitContent(kind, content, personalAttributes);
      const cell = cellOf(recordId, version);
      // Where the record's key was destroyed there is nothing to seal it under: it goes, like the rest.
      const put = said === null ? sealed : await this.cipher.seal(tx, recordId, cell, JSON.stringify(parts.personal));
      await tx.query('UPDATE source_record_version SET plain = $3, sealed = $4 WHERE record_id = $1 AND version = $2', [
        ...[recordId, version, JSON.stringify(parts.plain), put],
      ]);
    }
    return rows.length;
  }
}

const hasAttributes = ({ attributes }: CustomerFacts): boolean => Object.keys(attributes ?? {}).length > 0;
