import type { RelationshipType } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { clusterOf, survivorOf } from './resolved-ids.js';
import type { ContactDetails, Relationship } from './rules/relationship.js';
import { hierarchyTypes } from './rules/relationship-types.js';

type Row = Omit<Relationship, 'details'> & { sealed: string | null };

/** What a list of a customer's relationships is limited to. */
export interface RelationshipFilter {
  type?: RelationshipType | undefined;
  /** Only those that hold on this day. */
  asOf?: string | undefined;
}

/** Days as texts: the driver would make moments of a time zone of them. */
const columns = `r.id, r.version, r.type, r.from_id AS "from", r.to_id AS "to", r.valid_from::text AS "validFrom",
  r.valid_to::text AS "validTo", r.sealed, r.made_by AS "madeBy", r.made_at AS "madeAt", r.changed_at AS "changedAt"`;

const during = 'daterange(r.valid_from, r.valid_to)';

const cellOf = (id: string) => ({ table: 'relationship', column: 'sealed', row: id });

/** Rows of `relationship`, with what contact persons do opened. */
@Injectable()
export class RelationshipsRepository {
  constructor(private readonly cipher: FieldCipher) {}

  async add(tx: Tx, relationship: Relationship): Promise<void> {
    const { id, version, type, from, to, validFrom, validTo, madeBy, madeAt, changedAt } = relationship;
    await tx.query(
      `INSERT INTO relationship
         (id, version, type, from_id, to_id, valid_from, valid_to, sealed, made_by, made_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, version, type, from, to, validFrom, validTo, await this.seal(tx, relationship), madeBy, madeAt, changedAt],
    );
  }

  async save(tx: Tx, relationship: Relationship): Promise<void> {
    const { id, version, validFrom, validTo, changedAt } = relationship;
    await tx.query(
      `UPDATE relationship SET version = $2, valid_from = $3, valid_to = $4, sealed = $5, changed_at = $6 WHERE id = $1`,
      [id, version, validFrom, validTo, await this.seal(tx, relationship), changedAt],
    );
  }

  /** A relationship of which the user may see at least one end. */
  find(tx: Tx, id: string, by: Pick<Actor, 'scope' | 'department'>): Promise<Relationship | undefined> {
    return this.one(tx, id, by);
  }

  /** The same, locked until the transaction ends: that keeps its events in order. */
  lock(tx: Tx, id: string, by: Pick<Actor, 'scope' | 'department'>): Promise<Relationship | undefined> {
    return this.one(tx, id, by, 'FOR UPDATE OF r');
  }

  private async one(
    tx: Tx,
    id: string,
    { scope, department }: Pick<Actor, 'scope' | 'department'>,
    locking = '',
  ): Promise<Relationship | undefined> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM relationship r WHERE r.id = $1 AND ($2::text IS NULL OR EXISTS (
         SELECT FROM customer WHERE owner_department = $2 AND customer.id IN (${survivorOf('r.from_id')}, ${survivorOf('r.to_id')})))
       ${locking}`,
      [id, scope === 'all' ? null : (department ?? '')],
    );
    return (await this.open(tx, rows))[0];
  }

  /** Relationships of any of these ids, at either end, in the order in which they were written down. */
  async page(
    tx: Tx,
    customerIds: readonly string[],
    { type, asOf }: RelationshipFilter,
    page: { after: string | undefined; limit: number },
  ): Promise<Relationship[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM relationship r
       WHERE (r.from_id = ANY($1) OR r.to_id = ANY($1)) AND ($2::text IS NULL OR r.type = $2)
         AND ($3::date IS NULL OR ${during} @> $3::date) AND ($4::uuid IS NULL OR r.id > $4)
       ORDER BY r.id LIMIT $5`,
      [customerIds, type ?? null, asOf ?? null, page.after ?? null, page.limit],
    );
    return this.open(tx, rows);
  }

  /** A relationship that cannot be beside this one: of the same two and type, or another parent of the same child. */
  async conflict(tx: Tx, relationship: Relationship): Promise<{ id: string; isSamePair: boolean } | undefined> {
    const { id, type, from, to, validFrom, validTo } = relationship;
    const [row] = await tx.query<{ id: string; isSamePair: boolean }[]>(
      `WITH wanted AS (SELECT ${survivorOf('$2::uuid')} AS from_id, ${survivorOf('$3::uuid')} AS to_id)
       SELECT r.id, same.pair AS "isSamePair"
       FROM wanted CROSS JOIN LATERAL ${clusterOf('wanted.from_id')} AS member
       JOIN relationship r ON r.from_id = member.id AND r.id <> $1 AND ${during} && daterange($5::date, $6::date)
       CROSS JOIN LATERAL (SELECT r.type = $4 AND ${survivorOf('r.to_id')} = wanted.to_id AS pair) AS same
       WHERE same.pair OR (r.type = ANY($7) AND $4 = ANY($7))
       ORDER BY same.pair DESC, r.id LIMIT 1`,
      [id, from, to, type, validFrom, validTo, hierarchyTypes],
    );
    return row;
  }

  private async seal(tx: Tx, { id, from, details }: Relationship): Promise<string | null> {
    return details && this.cipher.seal(tx, from, cellOf(id), JSON.stringify(details));
  }

  /** Of a person whose key was destroyed nothing is left to open. */
  private async open(tx: Tx, rows: readonly Row[]): Promise<Relationship[]> {
    const sealed = rows.flatMap((row) => (row.sealed === null ? [] : [{ cell: cellOf(row.id), sealed: row.sealed }]));
    const opened = await this.cipher.openAll(tx, sealed);
    const details = new Map(sealed.map(({ cell }, at) => [cell.row, opened[at] ?? null]));
    return rows.map(({ sealed: _, ...row }) => {
      const text = details.get(row.id) ?? null;
      return { ...row, details: text === null ? null : (JSON.parse(text) as ContactDetails) };
    });
  }
}
