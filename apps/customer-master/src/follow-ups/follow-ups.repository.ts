import type { FollowUpKind } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { openWords, sealWords } from '../customers/sealed-words.js';
import { ownedBy } from '../relationships/resolved-ids.js';
import type { FollowUp, FollowUpState, FollowUpWords, PlannedVisit } from './rules/follow-up.js';

type Row = Omit<FollowUp, 'words' | 'visit'> & { sealed: string } & {
  [Part in keyof PlannedVisit]: PlannedVisit[Part] | null;
};
type Viewer = Pick<Actor, 'id' | 'scope' | 'department'>;

export interface FollowUpFilter {
  customerIds?: readonly string[] | undefined;
  /** Whose it is, or to whom it was brought. */
  assignee?: string | undefined;
  state?: FollowUpState | undefined;
  kind?: FollowUpKind | undefined;
  dueBefore?: string | undefined;
  opportunityId?: string | undefined;
}

/** Where a page ends: when its last row is due, and that row's id. */
export interface FollowUpPlace {
  dueAt: string;
  id: string;
}

const columns = `f.id, f.version, f.customer_id AS "customerId", f.kind, f.sealed, f.due_at AS "dueAt", f.remind_at AS "remindAt",
  f.assignee, f.department, f.priority, f.opportunity_id AS "opportunityId", f.interaction_id AS "interactionId",
  f.planned_from AS "plannedFrom", f.planned_to AS "plannedTo", f.visit_purpose AS purpose, f.state, f.postponed, f.outcome,
  f.closed_by AS "closedBy", f.closed_at AS "closedAt", f.reminded_at AS "remindedAt", f.overdue_at AS "overdueAt",
  f.escalated_at AS "escalatedAt", f.brought_to AS "broughtTo", f.epoch, f.made_by AS "madeBy", f.made_at AS "madeAt",
  f.changed_at AS "changedAt"`;

/** Those of customers of the department, and one's own. */
const visible = (user: string, department: string): string =>
  `(${department}::text IS NULL OR f.assignee = ${user} OR f.brought_to = ${user} OR ${ownedBy('f.customer_id', department)})`;

const scopeOf = ({ id, scope, department }: Viewer): [string, string | null] => [
  id,
  scope === 'all' ? null : (department ?? ''),
];

const table = 'follow_up';

/** Rows of `follow_up`, with their words opened. */
@Injectable()
export class FollowUpsRepository {
  constructor(private readonly cipher: FieldCipher) {}

  async add(tx: Tx, f: FollowUp): Promise<void> {
    await tx.query(
      `INSERT INTO follow_up (id, version, customer_id, kind, sealed, due_at, remind_at, assignee, department, priority,
         opportunity_id, interaction_id, planned_from, planned_to, visit_purpose, state, postponed, epoch, made_by, made_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
      [
        ...[
          f.id,
          f.version,
          f.customerId,
          f.kind,
          await this.seal(tx, f),
          f.dueAt,
          f.remindAt,
          f.assignee,
          f.department,
        ],
        ...[f.priority, f.opportunityId, f.interactionId, ...planOf(f), f.state, f.postponed, f.epoch],
        ...[f.madeBy, f.madeAt, f.changedAt],
      ],
    );
  }

  /** @param withWords the words changed too */
  async save(tx: Tx, f: FollowUp, withWords = false): Promise<void> {
    await tx.query(
      `UPDATE follow_up SET version = $2, due_at = $3, remind_at = $4, assignee = $5, department = $6, planned_from = $7,
         planned_to = $8, visit_purpose = $9, state = $10, postponed = $11, outcome = $12, closed_by = $13, closed_at = $14,
         reminded_at = $15, overdue_at = $16, escalated_at = $17, brought_to = $18, epoch = $19, changed_at = $20,
         sealed = coalesce($21, sealed) WHERE id = $1`,
      [
        ...[f.id, f.version, f.dueAt, f.remindAt, f.assignee, f.department, ...planOf(f), f.state, f.postponed],
        ...[f.outcome, f.closedBy, f.closedAt, f.remindedAt, f.overdueAt, f.escalatedAt, f.broughtTo, f.epoch],
        ...[f.changedAt, withWords && f.words ? await this.seal(tx, f) : null],
      ],
    );
  }

  /** Of a customer that the user sees, or the user's own. */
  find(tx: Tx, id: string, by: Viewer): Promise<FollowUp | undefined> {
    return this.one(tx, id, by);
  }

  /** The same, locked until the transaction ends: that keeps its events in order. */
  lockFor(tx: Tx, id: string, by: Viewer): Promise<FollowUp | undefined> {
    return this.one(tx, id, by, 'FOR UPDATE');
  }

  /** Locked, whoever asks. */
  async lock(tx: Tx, id: string): Promise<FollowUp | undefined> {
    const rows = await tx.query<Row[]>(`SELECT ${columns} FROM follow_up f WHERE f.id = $1 FOR UPDATE`, [id]);
    return (await this.open(tx, rows))[0];
  }

  /** What is due first comes first. */
  async page(
    tx: Tx,
    { customerIds, assignee, state, kind, dueBefore, opportunityId }: FollowUpFilter,
    page: { after: FollowUpPlace | undefined; limit: number },
    by: Viewer,
  ): Promise<FollowUp[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM follow_up f
       WHERE ($1::uuid[] IS NULL OR f.customer_id = ANY($1)) AND ($2::text IS NULL OR f.assignee = $2 OR f.brought_to = $2)
         AND ($3::text IS NULL OR f.state = $3) AND ($4::text IS NULL OR f.kind = $4)
         AND ($5::timestamptz IS NULL OR f.due_at < $5) AND ($6::uuid IS NULL OR f.opportunity_id = $6)
         AND ($7::timestamptz IS NULL OR (f.due_at, f.id) > ($7, $8::uuid)) AND ${visible('$9', '$10')}
       ORDER BY f.due_at, f.id LIMIT $11`,
      [
        ...[customerIds ?? null, assignee ?? null, state ?? null, kind ?? null, dueBefore ?? null],
        ...[opportunityId ?? null, page.after?.dueAt ?? null, page.after?.id ?? null, ...scopeOf(by), page.limit],
      ],
    );
    return this.open(tx, rows);
  }

  /** Planned visits of somebody between two days, the last one with them, in their order. */
  async visits(
    tx: Tx,
    employeeId: string,
    { from, to, timeZone, limit }: { from: string; to: string; timeZone: string; limit: number },
    by: Viewer,
  ): Promise<FollowUp[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM follow_up f
       WHERE f.kind = 'visit' AND f.state <> 'cancelled' AND f.assignee = $1
         AND f.planned_from < ($3::date + 1)::timestamp AT TIME ZONE $4 AND f.planned_to > $2::date::timestamp AT TIME ZONE $4
         AND ${visible('$5', '$6')}
       ORDER BY f.planned_from, f.id LIMIT $7`,
      [employeeId, from, to, timeZone, ...scopeOf(by), limit],
    );
    return this.open(tx, rows);
  }

  /** Open ones that somebody has to do, some at a time, locked in the order of their ids. */
  async lockOpenOf(tx: Tx, assignee: string, limit: number): Promise<FollowUp[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM follow_up f WHERE f.assignee = $1 AND f.state = 'open' ORDER BY f.id LIMIT $2 FOR UPDATE`,
      [assignee, limit],
    );
    return this.open(tx, rows);
  }

  /** Open ones for these customer ids that somebody has to do, locked in the order of their ids. */
  async lockOpenFor(tx: Tx, customerIds: readonly string[], assignee: string): Promise<FollowUp[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM follow_up f WHERE f.customer_id = ANY($1) AND f.assignee = $2 AND f.state = 'open' ORDER BY f.id FOR UPDATE`,
      [customerIds, assignee],
    );
    return this.open(tx, rows);
  }

  /** The follow-ups that were agreed in these contacts, by contact. */
  async ofInteractions(tx: Tx, interactionIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; interactionId: string }[]>(
      'SELECT id, interaction_id AS "interactionId" FROM follow_up WHERE interaction_id = ANY($1)',
      [interactionIds],
    );
    return new Map(rows.map(({ id, interactionId }) => [interactionId, id]));
  }

  private async one(tx: Tx, id: string, by: Viewer, locking = ''): Promise<FollowUp | undefined> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM follow_up f WHERE f.id = $1 AND ${visible('$2', '$3')} ${locking}`,
      [id, ...scopeOf(by)],
    );
    return (await this.open(tx, rows))[0];
  }

  private seal(tx: Tx, { id, customerId, words }: FollowUp): Promise<string> {
    return sealWords(this.cipher, tx, { table, row: id, customerId }, words!);
  }

  private async open(tx: Tx, rows: readonly Row[]): Promise<FollowUp[]> {
    const words = await openWords<FollowUpWords>(this.cipher, tx, table, rows);
    return rows.map(({ sealed: _, plannedFrom, plannedTo, purpose, ...row }) => ({
      ...row,
      words: words.get(row.id) ?? null,
      visit: plannedFrom && plannedTo && purpose ? { plannedFrom, plannedTo, purpose } : null,
    }));
  }
}

const planOf = ({ visit }: FollowUp) => [visit?.plannedFrom ?? null, visit?.plannedTo ?? null, visit?.purpose ?? null];
