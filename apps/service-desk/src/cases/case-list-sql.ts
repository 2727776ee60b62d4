import type { CaseState, ValueLevel } from '@crm/contracts';
import type { CaseSort } from './case-sorts.js';
import type { Place } from './place.js';

/** Which cases are listed. */
export interface CaseFilter {
  owner?: string;
  state?: CaseState;
  /** Whether somebody still has to do something about it. */
  open?: boolean;
  /** Id of the queue in which it waits. */
  queueId?: string;
  dueBefore?: Date;
  /** Ids that are one customer. */
  customerIds?: string[];
  level?: ValueLevel;
  /** Whether the card of the customer that it names is here. */
  customerKnown?: boolean;
  /** Id of its cause. */
  cause?: string;
  productId?: string;
  /** Id of the recurring problem that it belongs to. */
  problem?: string;
}

export interface CasePage {
  sort: CaseSort;
  behind: Place | undefined;
  limit: number;
}

/** SQL: somebody still has to do something about the case. */
export const open = `c.state NOT IN ('closed', 'merged', 'withdrawn')`;

/** SQL: the card of the customer that a row names has arrived. */
export const isKnown = (row: string): string =>
  `EXISTS (SELECT FROM customer_card known WHERE known.customer_id = ${row}.customer_id)`;

const orders = {
  dueAt: { column: 'due_at', direction: 'ASC', beyond: '>' },
  '-openedAt': { column: 'opened_at', direction: 'DESC', beyond: '<' },
} as const satisfies Record<CaseSort, object>;

/** Whose cases a viewer sees, each part by itself: so each is read from an index, in order, and no further than a page goes. */
const parts = [
  'c.owner_department = $1',
  'c.owner_employee_id = $2',
  `c.id IN (SELECT h.case_id FROM handover h WHERE h.state = 'offered' AND (h.to_department = $1 OR h.to_employee_id = $2))`,
];

/** SQL of one page of cases (id and customer_id), in order, and its parameters. @param limit department (null: all) and id of the viewer */
export function pageOf(
  limit: [string | null, string],
  {
    owner,
    state,
    open: isOpen,
    queueId,
    dueBefore,
    customerIds,
    customerKnown,
    level,
    cause,
    productId,
    problem,
  }: CaseFilter,
  { sort, behind, limit: most }: CasePage,
): [string, unknown[]] {
  const { column, direction, beyond } = orders[sort];
  const filter = `
    ($3::text IS NULL OR c.owner_employee_id = $3)
    AND ($4::text IS NULL OR c.state = $4) AND (c.state <> 'merged' OR $4 = 'merged' OR ($6::uuid[] IS NOT NULL AND NOT EXISTS (
      SELECT FROM service_case into_ WHERE into_.id = c.merged_into_id AND into_.customer_id = ANY ($6))))
    AND ($5::timestamptz IS NULL OR c.due_at < $5)
    AND ($6::uuid[] IS NULL OR c.customer_id = ANY ($6))
    AND ($7::text IS NULL OR c.level = $7)
    AND ($8::timestamptz IS NULL OR (c.${column}, c.id) ${beyond} ($8, $9::uuid))
    AND ($10::uuid IS NULL OR c.cause_id = $10)
    AND ($11::text IS NULL OR c.product_id = $11)
    AND ($12::uuid IS NULL OR c.id IN (SELECT case_id FROM problem_case WHERE problem_id = $12))
    AND ($13::text IS NULL OR (c.queue_id = $13 AND ${waits}))
    ${isOpen === undefined ? '' : `AND ${isOpen ? open : `NOT (${open})`}`}
    ${customerKnown === undefined ? '' : `AND c.customer_id IS NOT NULL AND ${customerKnown ? '' : 'NOT '}${isKnown('c')}`}`;
  // Parameters that a part leaves out must be named for the database to know their type.
  const part = (scope: string): string => `
    SELECT c.id, c.customer_id, c.${column} AS at FROM service_case c WHERE ${scope} AND ${filter}
    ORDER BY c.${column} ${direction}, c.id ${direction} LIMIT ${Number(most)}`;
  const rows =
    limit[0] === null
      ? part('$1::text IS NULL AND $2::text IS NOT NULL')
      : parts.map((scope) => `(${part(scope)})`).join(' UNION ');
  return [
    `SELECT id, customer_id FROM (${rows}) page ORDER BY at ${direction}, id ${direction} LIMIT ${Number(most)}`,
    [
      ...limit,
      owner ?? null,
      state ?? null,
      dueBefore ?? null,
      customerIds ?? null,
      level ?? null,
      behind?.at ?? null,
      behind?.id ?? null,
      cause ?? null,
      productId ?? null,
      problem ?? null,
      queueId ?? null,
    ],
  ];
}

/** SQL: a case in a queue that nobody has finished with. */
const waits = `c.state IN ('received', 'acknowledged', 'in_progress', 'reopened')`;
