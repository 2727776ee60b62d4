import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { survivorOf } from '../relationships/resolved-ids.js';
import type { HandOver, HandOverState } from './rules/hand-over.js';

type Row = Omit<HandOver, 'from' | 'to'> & {
  fromEmployeeId: string | null;
  fromDepartment: string;
  toEmployeeId: string | null;
  toDepartment: string;
};

/** What a list of hand-overs is limited to. */
export interface HandOverFilter {
  /** Offered to the user by name, or to the user's department. */
  toMe?: boolean | undefined;
  /** Made by the user, or of a customer that the user owned. */
  fromMe?: boolean | undefined;
  /** Of or to this department. */
  department?: string | undefined;
  state?: HandOverState | undefined;
  /** Of any of these ids. */
  customerIds?: readonly string[] | undefined;
}

type Viewer = Pick<User, 'id' | 'scope' | 'department'>;

const columns = `h.id, h.version, h.kind, h.customer_id AS "customerId", h.state, h.from_employee_id AS "fromEmployeeId",
  h.from_department AS "fromDepartment", h.to_employee_id AS "toEmployeeId", h.to_department AS "toDepartment", h.reason, h.note,
  h.made_by AS "madeBy", h.made_at AS "madeAt", h.expires_at AS "expiresAt", h.answered_by AS "answeredBy",
  h.answered_at AS "answeredAt", h.ended_because AS "endedBecause"`;

/** Whoever takes part, and the department that owns the customer today. $1 the scope's department or null, $2 the user. */
const isVisible = `($1::text IS NULL OR h.made_by = $2 OR h.to_employee_id = $2 OR h.from_employee_id = $2 OR h.to_department = $1
  OR EXISTS (SELECT FROM customer WHERE owner_department = $1 AND customer.id = ${survivorOf('h.customer_id')}))`;

const viewerOf = ({ id, scope, department }: Viewer): [string | null, string] => [
  scope === 'all' ? null : (department ?? ''),
  id,
];

const cellOf = (id: string) => ({ table: 'hand_over', column: 'note', row: id });

/** Rows of `hand_over`, with their notes opened. */
@Injectable()
export class HandOversRepository {
  constructor(private readonly cipher: FieldCipher) {}

  async add(tx: Tx, handOver: HandOver): Promise<void> {
    const { id, customerId, from, to, note } = handOver;
    const sealed = note === null ? null : await this.cipher.seal(tx, customerId, cellOf(id), note);
    await tx.query(
      `INSERT INTO hand_over (id, version, kind, customer_id, state, from_employee_id, from_department, to_employee_id, to_department,
         reason, note, made_by, made_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        handOver.version,
        handOver.kind,
        customerId,
        handOver.state,
        from.employeeId,
        from.department,
        to.employeeId,
        to.department,
        handOver.reason,
        sealed,
        handOver.madeBy,
        handOver.madeAt,
        handOver.expiresAt,
      ],
    );
  }

  /** Only its answer changes. */
  async save(tx: Tx, { id, version, state, answeredBy, answeredAt, endedBecause }: HandOver): Promise<void> {
    await tx.query(
      `UPDATE hand_over SET version = $2, state = $3, answered_by = $4, answered_at = $5, ended_because = $6 WHERE id = $1`,
      [id, version, state, answeredBy, answeredAt, endedBecause],
    );
  }

  /** One that the user takes part in, or whose customer the user sees. */
  async find(tx: Tx, id: string, user: Viewer): Promise<HandOver | undefined> {
    const rows = await tx.query<Row[]>(`SELECT ${columns} FROM hand_over h WHERE ${isVisible} AND h.id = $3`, [
      ...viewerOf(user),
      id,
    ]);
    return (await this.open(tx, rows))[0];
  }

  /** Locked until the transaction ends. Lock its customer before: that is the order in which everybody does. */
  async lock(tx: Tx, id: string): Promise<HandOver | undefined> {
    const rows = await tx.query<Row[]>(`SELECT ${columns} FROM hand_over h WHERE h.id = $1 FOR UPDATE`, [id]);
    return (await this.open(tx, rows))[0];
  }

  /** The one of this id that waits for its answer, locked. */
  async lockOpenOf(tx: Tx, customerId: string): Promise<HandOver | undefined> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM hand_over h WHERE h.customer_id = $1 AND h.state = 'offered' FOR UPDATE`,
      [customerId],
    );
    return (await this.open(tx, rows))[0];
  }

  /** Those that wait for the answer of an employee, or of others to a request of theirs, locked in the order of their ids. */
  async lockOpenTo(tx: Tx, employeeId: string): Promise<HandOver[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM hand_over h WHERE h.to_employee_id = $1 AND h.state = 'offered' ORDER BY h.id FOR UPDATE`,
      [employeeId],
    );
    return this.open(tx, rows);
  }

  /** Those that the user may see, the newest first. */
  async page(
    tx: Tx,
    filter: HandOverFilter,
    page: { before: string | undefined; limit: number },
    user: Viewer,
  ): Promise<HandOver[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM hand_over h
       WHERE ${isVisible} AND ($3::uuid IS NULL OR h.id < $3)
         AND ($5::boolean IS NOT TRUE OR h.to_employee_id = $2 OR (h.to_employee_id IS NULL AND h.to_department = $6))
         AND ($7::boolean IS NOT TRUE OR h.made_by = $2 OR h.from_employee_id = $2)
         AND ($8::text IS NULL OR h.from_department = $8 OR h.to_department = $8)
         AND ($9::text IS NULL OR h.state = $9) AND ($10::uuid[] IS NULL OR h.customer_id = ANY($10))
       ORDER BY h.id DESC LIMIT $4`,
      [
        ...viewerOf(user),
        page.before ?? null,
        page.limit,
        filter.toMe ?? null,
        user.department ?? '',
        filter.fromMe ?? null,
        filter.department ?? null,
        filter.state ?? null,
        filter.customerIds ?? null,
      ],
    );
    return this.open(tx, rows);
  }

  private async open(tx: Tx, rows: readonly Row[]): Promise<HandOver[]> {
    const sealed = rows.flatMap(({ id, note }) => (note === null ? [] : [{ cell: cellOf(id), sealed: note }]));
    const opened = await this.cipher.openAll(tx, sealed);
    const notes = new Map(sealed.map(({ cell }, at) => [cell.row, opened[at] ?? null]));
    return rows.map(({ fromEmployeeId, fromDepartment, toEmployeeId, toDepartment, ...row }) => ({
      ...row,
      from: { employeeId: fromEmployeeId, department: fromDepartment },
      to: { employeeId: toEmployeeId, department: toDepartment },
      note: notes.get(row.id) ?? null,
    }));
  }
}
