import type { NoticeKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Addressee, DecidersOf } from './rules/tidings.js';

/** Something that one person is told about a case. */
export interface Notice {
  id: string;
  employeeId: string;
  kind: NoticeKind;
  caseId: string;
  caseNumber: string;
  /** The entry of the timeline that is its cause. */
  entryId: string;
  at: Date;
  /** Who caused it; null: the system, or the customer. */
  by: { employeeId: string; department: string } | null;
  readAt: Date | null;
}

/** A notice that is not stored yet. */
export interface NewNotice {
  id: string;
  employeeId: string;
  kind: NoticeKind;
  caseId: string;
  entryId: string;
}

/** Which notices of somebody; what is left out does not matter. */
export interface NoticeFilter {
  unread?: boolean;
  kind?: NoticeKind;
}

/** Rows of `notice`. */
@Injectable()
export class NoticesRepository {
  /** Stores what was not told yet, and returns that. */
  async add<Notice extends NewNotice>(tx: Tx, notices: readonly Notice[]): Promise<Notice[]> {
    const added = await tx.query<{ id: string }[]>(
      `INSERT INTO notice (id, employee_id, kind, case_id, entry_id, created_at)
       SELECT id, "employeeId", kind, "caseId", "entryId", clock_timestamp()
       FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, "employeeId" text, kind text, "caseId" uuid, "entryId" uuid)
       ON CONFLICT (employee_id, entry_id) DO NOTHING RETURNING id`,
      [JSON.stringify(notices)],
    );
    const ids = new Set(added.map(({ id }) => id));
    return notices.filter(({ id }) => ids.has(id));
  }

  /** Whom that means now. */
  async resolve(tx: Tx, caseId: string, to: Addressee): Promise<string[]> {
    if (to === 'owner') return this.ids(tx, 'SELECT owner_employee_id AS id FROM service_case WHERE id = $1', [caseId]);
    if ('employeeId' in to) return [to.employeeId];
    if ('decidersOf' in to) return this.deciders(tx, caseId, to);
    const isKeeper = 'keeperOf' in to;
    return this.ids(
      tx,
      `SELECT h.from_employee_id AS id FROM handover h JOIN service_case c ON c.id = h.case_id
       WHERE h.id = $1 AND (NOT $2::boolean OR c.owner_employee_id = h.from_employee_id)`,
      [isKeeper ? to.keeperOf : to.giverOf, isKeeper],
    );
  }

  /** Of one person, the newest first, behind an id. */
  list(tx: Tx, employeeId: string, { unread, kind }: NoticeFilter, behind: string | null, limit: number) {
    return this.read(
      tx,
      `n.employee_id = $1 AND ($2::boolean IS NULL OR (n.read_at IS NULL) = $2) AND ($3::uuid IS NULL OR n.id < $3)
         AND ($4::text IS NULL OR n.kind = $4)
       ORDER BY n.id DESC LIMIT ${Number(limit)}`,
      [employeeId, unread ?? null, behind, kind ?? null],
    );
  }

  async find(tx: Tx, id: string, employeeId: string): Promise<Notice | null> {
    const [notice] = await this.read(tx, 'n.id = $1 AND n.employee_id = $2', [id, employeeId]);
    return notice ?? null;
  }

  /** The first time counts. */
  async markRead(tx: Tx, id: string, employeeId: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE notice SET read_at = greatest($3, created_at) WHERE id = $1 AND employee_id = $2 AND read_at IS NULL`,
      [id, employeeId, now],
    );
  }

  /** Of one person all that are unread, up to one of them; null: every one. @returns how many */
  async markAllRead(tx: Tx, employeeId: string, upTo: string | null, now: Date): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH read AS (
         UPDATE notice SET read_at = greatest($3, created_at)
         WHERE employee_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR id <= $2) RETURNING 1)
       SELECT count(*)::int AS count FROM read`,
      [employeeId, upTo, now],
    );
    return row!.count;
  }

  /** How many are unread; counts no further than `most`. */
  async countUnread(tx: Tx, employeeId: string, most: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*) AS count FROM (SELECT FROM notice WHERE employee_id = $1 AND read_at IS NULL LIMIT $2) unread`,
      [employeeId, most],
    );
    return row!.count;
  }

  /** Forgets the oldest that were made before; at most so many at a time. @returns how many */
  async forget(tx: Tx, before: Date, most: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH old AS (SELECT id FROM notice WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM notice USING old WHERE notice.id = old.id RETURNING 1)
       SELECT count(*) AS count FROM gone`,
      [before, most],
    );
    return row!.count;
  }

  /**
   * Who is here and may decide on what was proposed for a case, while it waits: the complaint centre, of goodwill also the
   * supervisors of the department that has the case. Nobody whom the case is about.
   */
  private deciders(tx: Tx, caseId: string, { decidersOf, id }: DecidersOf): Promise<string[]> {
    const isGoodwill = decidersOf === 'goodwill';
    const table = isGoodwill ? `goodwill g WHERE g.state = 'proposed'` : `sla_extension g WHERE g.state = 'requested'`;
    return this.ids(
      tx,
      `SELECT e.employee_id AS id FROM employee_card e, service_case c
       WHERE c.id = $1 AND EXISTS (SELECT FROM ${table} AND g.id = $2) AND e.active AND e.employee_id <> ALL (c.complained_of)
         AND NOT coalesce(e.absent_from <= now() AND (e.absent_to IS NULL OR e.absent_to > now()), false)
         AND ('complaint-centre' = ANY (e.roles) OR ($3::boolean AND 'supervisor' = ANY (e.roles) AND e.department = c.owner_department))
       ORDER BY e.employee_id`,
      [caseId, id, isGoodwill],
    );
  }

  private async ids(tx: Tx, sql: string, parameters: unknown[]): Promise<string[]> {
    return (await tx.query<{ id: string }[]>(sql, parameters)).map(({ id }) => id);
  }

  private async read(tx: Tx, where: string, parameters: unknown[]): Promise<Notice[]> {
    const rows = await tx.query<(Omit<Notice, 'by'> & { byEmployeeId: string | null; byDepartment: string })[]>(
      `SELECT n.id, n.employee_id AS "employeeId", n.kind, n.case_id AS "caseId", c.number AS "caseNumber",
              n.entry_id AS "entryId", e.at, e.by_employee_id AS "byEmployeeId",
              e.by_department AS "byDepartment", n.read_at AS "readAt"
       FROM notice n JOIN service_case c ON c.id = n.case_id JOIN case_entry e ON e.id = n.entry_id WHERE ${where}`,
      parameters,
    );
    return rows.map(({ byEmployeeId, byDepartment, ...row }) => ({
      ...row,
      by: byEmployeeId === null ? null : { employeeId: byEmployeeId, department: byDepartment },
    }));
  }
}
