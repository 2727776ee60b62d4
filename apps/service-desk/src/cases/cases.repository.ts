import type { CaseKind, CaseLinkKind, CaseSeverity, CaseState, ClosingOutcome } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ServiceCase } from './case.entity.js';
import { type CaseFilter, type CasePage, isKnown, open, pageOf } from './case-list-sql.js';

/** A case as people read it, with the customer of today, and whether the card of the one that it names is here; null: it names none. */
export type CaseRecord = ServiceCase & { customerToday: string | null; customerKnown: boolean | null };

/** The offer of a case that nobody has answered. */
export interface OpenOffer {
  id: string;
  state: 'offered' | 'to_adjudicate';
  toDepartment: string;
  /** Null: anybody of the department. */
  toEmployeeId: string | null;
  offeredBy: string;
  offeredAt: Date;
}

/** Another case of a customer, in few words. Times are texts: they come out of JSON. */
export interface OtherCaseRow {
  id: string;
  number: string;
  kind: CaseKind;
  severity: CaseSeverity;
  state: CaseState;
  isOpen: boolean;
  openedAt: string;
  dueAt: string;
  closedAt: string | null;
  outcome: ClosingOutcome | null;
  ownerEmployeeId: string;
  ownerDepartment: string;
}

/** What a case has to do with another one, as seen from the case. */
export interface CaseLink {
  caseId: string;
  number: string;
  state: CaseState;
  kind: CaseLinkKind;
  direction: 'out' | 'in' | 'both';
  at: Date;
  by: string;
}

@Injectable()
export class CasesRepository {
  async add(tx: Tx, kase: ServiceCase): Promise<void> {
    await tx.insert(ServiceCase, kase);
  }

  async save(tx: Tx, kase: ServiceCase): Promise<void> {
    const { id, ...changes } = kase;
    await tx.update(ServiceCase, { id }, changes);
  }

  /** Locks the row; null: absent, or somebody else answers for it (`null` as the acting user: the system). */
  async lock(tx: Tx, id: string, by: User | null): Promise<ServiceCase | null> {
    const [department, employee] = limitOf(by);
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM service_case c WHERE c.id = $1 AND ${accountable('$2', '$3')} FOR UPDATE`,
      [id, department, employee],
    );
    return rows.length === 0 ? null : tx.findOneByOrFail(ServiceCase, { id });
  }

  /** Locks those of the cases that nobody else has locked, and waits for none. */
  async lockFree(tx: Tx, ids: readonly string[]): Promise<ServiceCase[]> {
    const free = await tx.query<{ id: string }[]>(
      'SELECT id FROM service_case WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED',
      [ids],
    );
    return free.length === 0 ? [] : tx.findBy(ServiceCase, { id: In(free.map(({ id }) => id)) });
  }

  /** Of locked cases nothing but the version has changed. */
  async saveVersions(tx: Tx, cases: readonly ServiceCase[]): Promise<void> {
    await tx.query(
      `UPDATE service_case c SET version = told.version FROM unnest($1::uuid[], $2::int[]) AS told (id, version)
       WHERE c.id = told.id`,
      [cases.map(({ id }) => id), cases.map(({ version }) => version)],
    );
  }

  byId(tx: Tx, id: string): Promise<ServiceCase | null> {
    return tx.findOneBy(ServiceCase, { id });
  }

  byNumber(tx: Tx, number: string): Promise<ServiceCase | null> {
    return tx.findOneBy(ServiceCase, { number });
  }

  hasFollowUp(tx: Tx, followUpId: string): Promise<boolean> {
    return tx.existsBy(ServiceCase, { followUpId });
  }

  /** The case in which this one goes on; itself when it was not merged. */
  async survivorOf(tx: Tx, id: string): Promise<string> {
    const [row] = await tx.query<{ id: string }[]>(
      `WITH RECURSIVE chain AS (
         SELECT id, merged_into_id FROM service_case WHERE id = $1
         UNION ALL
         SELECT c.id, c.merged_into_id FROM chain JOIN service_case c ON c.id = chain.merged_into_id)
       SELECT id FROM chain WHERE merged_into_id IS NULL`,
      [id],
    );
    return row?.id ?? id;
  }

  /** The case and every one that was merged into it, directly or through another, the case first. */
  async unionOf(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `WITH RECURSIVE parts AS (
         SELECT $1::uuid AS id, 0 AS depth
         UNION ALL
         SELECT c.id, parts.depth + 1 FROM parts JOIN service_case c ON c.merged_into_id = parts.id)
       SELECT id FROM parts ORDER BY depth, id`,
      [id],
    );
    return rows.map((row) => row.id);
  }

  async isVisible(tx: Tx, id: string, viewer: User): Promise<boolean> {
    const sql = `SELECT 1 FROM service_case c WHERE c.id = $1 AND ${visible('$2', '$3')}`;
    return (await tx.query<unknown[]>(sql, [id, ...limitOf(viewer)])).length > 0;
  }

  async find(tx: Tx, id: string, viewer: User): Promise<CaseRecord | null> {
    const sql = `SELECT c.id, c.customer_id FROM service_case c WHERE c.id = $1 AND ${visible('$2', '$3')}`;
    const [row] = await this.read(tx, sql, [id, ...limitOf(viewer)]);
    return row ?? null;
  }

  async isQueue(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query<unknown[]>('SELECT 1 FROM desk_queue WHERE id = $1', [id])).length > 0;
  }

  /** One page behind a place. */
  list(tx: Tx, viewer: User, filter: CaseFilter, page: CasePage): Promise<CaseRecord[]> {
    return this.read(tx, ...pageOf(limitOf(viewer), filter, page));
  }

  /**
   * The other cases of one customer (any of its ids) that the viewer may see: open ones first, then the newest; and what of
   * all others that are open everybody has to know.
   */
  async othersOf(tx: Tx, customerIds: string[], except: string, viewer: User, limit: number) {
    const [row] = await tx.query<{ cases: OtherCaseRow[]; hasComplaint: boolean; hasFollowUp: boolean }[]>(
      `SELECT EXISTS (SELECT FROM service_case c WHERE ${another} AND ${open} AND c.kind = 'complaint') AS "hasComplaint",
              EXISTS (SELECT FROM service_case c WHERE ${another} AND ${open} AND c.origin = 'followup') AS "hasFollowUp",
              (SELECT coalesce(json_agg(page), '[]') FROM (
                 SELECT c.id, c.number, c.kind, c.severity, c.state, ${open} AS "isOpen", c.opened_at AS "openedAt",
                        c.due_at AS "dueAt", c.closed_at AS "closedAt", c.outcome,
                        c.owner_employee_id AS "ownerEmployeeId", c.owner_department AS "ownerDepartment"
                 FROM service_case c WHERE ${another} AND ${visible('$3', '$4')}
                 ORDER BY "isOpen" DESC, c.opened_at DESC, c.id DESC LIMIT $5) page) AS cases`,
      [customerIds, except, ...limitOf(viewer), limit],
    );
    return row!;
  }

  /** What these cases together have to do with others that the viewer may see; the newest first. */
  linksOf(tx: Tx, ids: readonly string[], viewer: User): Promise<CaseLink[]> {
    return tx.query(
      `SELECT c.id AS "caseId", c.number, c.state, l.kind, l.linked_at AS at, l.linked_by AS by,
              CASE WHEN l.kind IN ('related', 'may_duplicate') THEN 'both' WHEN l.case_id = ANY ($1) THEN 'out' ELSE 'in' END AS direction
       FROM case_link l
       JOIN service_case c ON c.id = CASE WHEN l.case_id = ANY ($1) THEN l.other_id ELSE l.case_id END
       WHERE (l.case_id = ANY ($1) OR l.other_id = ANY ($1)) AND NOT (l.case_id = ANY ($1) AND l.other_id = ANY ($1))
         AND ${visible('$2', '$3')}
       ORDER BY l.linked_at DESC, c.id`,
      [ids, ...limitOf(viewer)],
    );
  }

  /** The offer of a case that waits for its answer, or for a decision. */
  async openOfferOf(tx: Tx, caseId: string): Promise<OpenOffer | null> {
    const [offer] = await tx.query<OpenOffer[]>(
      `SELECT id, state, to_department AS "toDepartment", to_employee_id AS "toEmployeeId", offered_by AS "offeredBy",
              offered_at AS "offeredAt"
       FROM handover WHERE case_id = $1 AND state IN ('offered', 'to_adjudicate')`,
      [caseId],
    );
    return offer ?? null;
  }

  async nextNumber(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ number: number }[]>(`SELECT nextval('case_number') AS number`);
    return row!.number;
  }

  /** The page first, then whose customer each of its rows is today: merges and their undoing are resolved at reading. */
  private async read(tx: Tx, page: string, parameters: unknown[]): Promise<CaseRecord[]> {
    const rows = await tx.query<{ id: string; customerToday: string | null; customerKnown: boolean | null }[]>(
      `SELECT page.id, today.customer_id AS "customerToday", CASE WHEN page.customer_id IS NOT NULL THEN ${isKnown('page')} END AS "customerKnown"
       FROM (SELECT rows.id, rows.customer_id, row_number() OVER () AS position FROM (${page}) rows) page
       CROSS JOIN LATERAL (
         WITH RECURSIVE chain AS (
           SELECT page.customer_id AS customer_id, 0 AS depth
           UNION ALL
           SELECT card.merged_into, chain.depth + 1 FROM chain JOIN customer_card card ON card.customer_id = chain.customer_id
           WHERE card.merged_into IS NOT NULL AND chain.depth < 50)
         SELECT chain.customer_id FROM chain ORDER BY depth DESC LIMIT 1) today
       ORDER BY page.position`,
      parameters,
    );
    const cases = await tx
      .createQueryBuilder(ServiceCase, 'c')
      .whereInIds(rows.map(({ id }) => id))
      .getMany();
    const byId = new Map(cases.map((kase) => [kase.id, kase]));
    return rows.map(({ id, ...customer }) => Object.assign(byId.get(id)!, customer));
  }
}

const another = 'c.customer_id = ANY ($1) AND c.id <> $2';

/** Own department (null: all) and id. A user of department scope without one sees no department's cases: none is named ''. */
const limitOf = (viewer: User | null): [string | null, string] =>
  viewer === null || viewer.scope === 'all' ? [null, ''] : [viewer.department ?? '', viewer.id];

/** SQL: the owner's department is the user's, or the case is the user's own. */
const accountable = (department: string, employee: string): string =>
  `(${department}::text IS NULL OR c.owner_department = ${department} OR c.owner_employee_id = ${employee})`;

/** SQL: whom a case is offered to may read it too, before deciding on the offer. */
const visible = (department: string, employee: string): string => `(${accountable(department, employee)}
  OR EXISTS (SELECT 1 FROM handover h WHERE h.case_id = c.id AND h.state = 'offered'
             AND (h.to_department = ${department} OR h.to_employee_id = ${employee})))`;
