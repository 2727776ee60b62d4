import type { OpportunityStage } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { openWords, sealWords } from '../customers/sealed-words.js';
import { ownedBy } from '../relationships/resolved-ids.js';
import type { Opportunity, OpportunityWords } from './rules/opportunity.js';

type Row = Omit<Opportunity, 'words'> & { sealed: string };
type Viewer = Pick<Actor, 'scope' | 'department'>;

export const opportunitySorts = ['-openedAt', 'expectedCloseOn', '-amount'] as const;
export type OpportunitySort = (typeof opportunitySorts)[number];

export interface OpportunityFilter {
  customerIds?: readonly string[] | undefined;
  stage?: OpportunityStage | undefined;
  owner?: string | undefined;
  stalled?: boolean | undefined;
  /** Expected to close before this day; of open ones. */
  closeBefore?: string | undefined;
  currency?: string | undefined;
}

/** Where a page ends: the sort key, as text, and the id of its last row. */
export interface OpportunityPlace {
  key: string;
  id: string;
}

/** What is sorted by, whether the last comes first, and what type it is of. */
const orders: Record<OpportunitySort, { key: string; type: string; isDescending: boolean }> = {
  '-openedAt': { key: 'o.id', type: 'uuid', isDescending: true },
  expectedCloseOn: { key: `coalesce(o.expected_close_on, 'infinity'::date)`, type: 'date', isDescending: false },
  '-amount': { key: 'o.amount_minor', type: 'bigint', isDescending: true },
};

const columns = `o.id, o.version, o.customer_id AS "customerId", o.sealed, o.amount_minor AS "amountMinor", o.currency, o.stage,
  o.stage_since AS "stageSince", o.probability, o.probability_said AS "probabilitySaid",
  o.expected_close_on::text AS "expectedCloseOn", o.products, o.source, o.owner, o.department, o.reason,
  o.order_id AS "orderId", o.closed_at AS "closedAt", o.last_moved_at AS "lastMovedAt", o.stalled_at AS "stalledAt",
  o.stall_epoch AS "stallEpoch", o.close_epoch AS "closeEpoch", o.made_by AS "madeBy", o.made_at AS "madeAt",
  o.changed_at AS "changedAt"`;

const visible = (department: string): string =>
  `(${department}::text IS NULL OR ${ownedBy('o.customer_id', department)})`;

const departmentOf = ({ scope, department }: Viewer): string | null => (scope === 'all' ? null : (department ?? ''));

const table = 'opportunity';

/** Rows of `opportunity`, with their words opened. */
@Injectable()
export class OpportunitiesRepository {
  constructor(private readonly cipher: FieldCipher) {}

  async add(tx: Tx, o: Opportunity): Promise<void> {
    await tx.query(
      `INSERT INTO opportunity (id, version, customer_id, sealed, amount_minor, currency, stage, stage_since, probability,
         probability_said, expected_close_on, products, source, owner, department, last_moved_at, stall_epoch, close_epoch,
         made_by, made_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
      [
        ...[o.id, o.version, o.customerId, await this.seal(tx, o), o.amountMinor, o.currency, o.stage, o.stageSince],
        ...[o.probability, o.probabilitySaid, o.expectedCloseOn, JSON.stringify(o.products), o.source, o.owner],
        ...[o.department, o.lastMovedAt, o.stallEpoch, o.closeEpoch, o.madeBy, o.madeAt, o.changedAt],
      ],
    );
  }

  /** @param withWords the words changed too */
  async save(tx: Tx, o: Opportunity, withWords = false): Promise<void> {
    await tx.query(
      `UPDATE opportunity SET version = $2, amount_minor = $3, currency = $4, stage = $5, stage_since = $6, probability = $7,
         probability_said = $8, expected_close_on = $9, products = $10, source = $11, owner = $12, department = $13,
         reason = $14, order_id = $15, closed_at = $16, last_moved_at = $17, stalled_at = $18, stall_epoch = $19,
         close_epoch = $20, changed_at = $21, sealed = coalesce($22, sealed) WHERE id = $1`,
      [
        ...[o.id, o.version, o.amountMinor, o.currency, o.stage, o.stageSince, o.probability, o.probabilitySaid],
        ...[o.expectedCloseOn, JSON.stringify(o.products), o.source, o.owner, o.department, o.reason, o.orderId],
        ...[o.closedAt, o.lastMovedAt, o.stalledAt, o.stallEpoch, o.closeEpoch, o.changedAt],
        withWords ? await this.seal(tx, o) : null,
      ],
    );
  }

  /** One of a customer that the user sees. */
  async find(tx: Tx, id: string, by: Viewer): Promise<Opportunity | undefined> {
    const rows = await tx.query<Row[]>(`SELECT ${columns} FROM opportunity o WHERE o.id = $1 AND ${visible('$2')}`, [
      id,
      departmentOf(by),
    ]);
    return (await this.open(tx, rows))[0];
  }

  /** Whoever asks. Locked until the transaction ends: that keeps its events in order. */
  async lock(tx: Tx, id: string): Promise<Opportunity | undefined> {
    const rows = await tx.query<Row[]>(`SELECT ${columns} FROM opportunity o WHERE o.id = $1 FOR UPDATE`, [id]);
    return (await this.open(tx, rows))[0];
  }

  async page(
    tx: Tx,
    { customerIds, stage, owner, stalled, closeBefore, currency }: OpportunityFilter,
    page: { sort: OpportunitySort; after: OpportunityPlace | undefined; limit: number },
    by: Viewer,
  ): Promise<(Opportunity & { key: string })[]> {
    const { key, type, isDescending } = orders[page.sort];
    const direction = isDescending ? 'DESC' : 'ASC';
    const rows = await tx.query<(Row & { key: string })[]>(
      `SELECT ${columns}, ${key}::text AS key FROM opportunity o
       WHERE ($1::uuid[] IS NULL OR o.customer_id = ANY($1)) AND ($2::text IS NULL OR o.stage = $2)
         AND ($3::text IS NULL OR o.owner = $3) AND ($4::boolean IS NULL OR (o.stalled_at IS NOT NULL) = $4)
         AND ($5::date IS NULL OR (o.closed_at IS NULL AND o.expected_close_on < $5)) AND ($6::text IS NULL OR o.currency = $6)
         AND ($7::${type} IS NULL OR (${key}, o.id) ${isDescending ? '<' : '>'} ($7, $8::uuid)) AND ${visible('$9')}
       ORDER BY ${key} ${direction}, o.id ${direction} LIMIT $10`,
      [
        ...[customerIds ?? null, stage ?? null, owner ?? null, stalled ?? null, closeBefore ?? null, currency ?? null],
        ...[page.after?.key ?? null, page.after?.id ?? null, departmentOf(by), page.limit],
      ],
    );
    const keys = new Map(rows.map((row) => [row.id, row.key]));
    return (await this.open(tx, rows)).map((opportunity) => ({ ...opportunity, key: keys.get(opportunity.id)! }));
  }

  /** Open ones under these ids that are not stalled moved at this time, unless they did later. */
  async touch(tx: Tx, customerIds: readonly string[], at: Date): Promise<void> {
    await tx.query(
      `UPDATE opportunity SET last_moved_at = $2
       WHERE customer_id = ANY($1) AND closed_at IS NULL AND stalled_at IS NULL AND last_moved_at < $2`,
      [customerIds, at],
    );
  }

  /** Those under these ids that last moved before this time and are stalled, locked in the order of their ids. */
  async lockStalledBefore(tx: Tx, customerIds: readonly string[], at: Date): Promise<Opportunity[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM opportunity o WHERE customer_id = ANY($1) AND stalled_at IS NOT NULL AND last_moved_at < $2
       ORDER BY o.id FOR UPDATE`,
      [customerIds, at],
    );
    return this.open(tx, rows);
  }

  /** Open ones that somebody pursues, behind an id, locked in the order of their ids. */
  async lockOpenOf(tx: Tx, owner: string, after: string | null, limit: number): Promise<Opportunity[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM opportunity o WHERE o.owner = $1 AND o.closed_at IS NULL AND ($2::uuid IS NULL OR o.id > $2)
       ORDER BY o.id LIMIT $3 FOR UPDATE`,
      [owner, after, limit],
    );
    return this.open(tx, rows);
  }

  /** Open ones under these ids that somebody pursues, locked in the order of their ids. */
  async lockOpenFor(tx: Tx, customerIds: readonly string[], owner: string): Promise<Opportunity[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM opportunity o WHERE o.customer_id = ANY($1) AND o.owner = $2 AND o.closed_at IS NULL ORDER BY o.id FOR UPDATE`,
      [customerIds, owner],
    );
    return this.open(tx, rows);
  }

  /** Whether any under these ids is open. */
  async hasOpen(tx: Tx, customerIds: readonly string[]): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      'SELECT FROM opportunity WHERE customer_id = ANY($1) AND closed_at IS NULL LIMIT 1',
      [customerIds],
    );
    return rows.length > 0;
  }

  private seal(tx: Tx, { id, customerId, words }: Opportunity): Promise<string> {
    return sealWords(this.cipher, tx, { table, row: id, customerId }, words!);
  }

  private async open(tx: Tx, rows: readonly Row[]): Promise<Opportunity[]> {
    const words = await openWords<OpportunityWords>(this.cipher, tx, table, rows);
    return rows.map(({ sealed: _, ...row }) => ({ ...row, words: words.get(row.id) ?? null }));
  }
}
