import { databaseNow, OnTimer, Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CustomerFilter, CustomerListRepository, type FacetFacts } from './customer-list.repository.js';

/** Counts the cube anew. Its first time was armed by the migration. */
export const facetsTimer = 'customers.facet-count';
/** Of the release before, one for each time that somebody asked. */
const formerTimer = 'customers.facets';

/** Up to so many customers are counted there and then. */
const mostCounted = 5_000;
/** So often the cube is counted anew. */
const everyMs = 5 * 60_000;
/** An older cube answers nobody: its timer stands still. */
const oldestMs = 10 * 60_000;

export type FacetName = keyof FacetFacts;

/** How many customers have each value; the most frequent ones first. */
export interface Facets {
  count: number;
  /** There are more: these were counted. */
  isAtLeast: boolean;
  facets: Record<FacetName, { value: string | null; count: number }[]>;
  /** When it was so. */
  asOf: Date;
}

type Counted = FacetFacts & { count: number };
type Cell = Counted & { asOf: Date };

/**
 * Counts customers by kind, status, level, department and owner. Few are counted when somebody asks; of many it is asked
 * a cube of all customers (each combination and how many have it), which is some thousand rows and minutes old. Where
 * that is too old, or does not know of so many yet, all are counted there and then, which takes longer.
 */
@Injectable()
export class CustomerFacets {
  constructor(
    private readonly list: CustomerListRepository,
    private readonly timers: Timers,
  ) {}

  /** @throws ValidationFailed for an attribute that is not searchable, or not for this user */
  async of(tx: Tx, filter: CustomerFilter, now: Date, user: User): Promise<Facets> {
    const { query, attribute, reviewDue, ...values } = filter;
    const isPlain = query === undefined && attribute === undefined && reviewDue === undefined;
    const known = isPlain ? await this.cells(tx, cube, values, user) : [];
    const asOf = known[0]?.asOf;
    if (asOf && now.getTime() - asOf.getTime() <= oldestMs) {
      const counts = countsOf(known);
      if (counts.count > mostCounted) return { ...counts, isAtLeast: false, asOf };
    }
    const rows = await this.list.facts(tx, filter, mostCounted + 1, now, user);
    const isMore = rows.length > mostCounted;
    if (isMore && isPlain) {
      return { ...countsOf(await this.cells(tx, allCells, values, user)), isAtLeast: false, asOf: now };
    }
    const counted = rows.slice(0, mostCounted).map((row) => ({ ...row, count: 1 }));
    return { ...countsOf(counted), isAtLeast: isMore, asOf: now };
  }

  /** What the release before left behind is fired and forgotten; the next one may take this away. */
  @OnTimer(formerTimer)
  async forget(): Promise<void> {}

  @OnTimer(facetsTimer)
  async countAgain(tx: Tx): Promise<void> {
    await this.count(tx);
    const dueAt = new Date((await databaseNow(tx)).getTime() + everyMs);
    await this.timers.arm(tx, { kind: facetsTimer, aggregateId: 'all', epoch: 0, dueAt });
  }

  async count(tx: Tx): Promise<void> {
    await tx.query('DELETE FROM customer_facet');
    await tx.query(
      `INSERT INTO customer_facet (kind, status, level, department, owner, count, as_of)
       SELECT kind, status, level, department, owner, count, "asOf" FROM ${allCells} AS cell`,
    );
  }

  /** Those that the user sees, of what was counted. */
  private cells(tx: Tx, counted: string, values: Partial<FacetFacts>, user: User): Promise<Cell[]> {
    const mine = user.scope === 'department' ? (user.department ?? '') : null;
    return tx.query<Cell[]>(
      `SELECT kind, status, level, department, owner, count, "asOf" FROM ${counted} AS cell
       WHERE ($1::text IS NULL OR department = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR level = $4) AND ($5::text IS NULL OR department = $5) AND ($6::text IS NULL OR owner = $6)`,
      [mine, values.kind, values.status, values.level, values.department, values.owner].map((each) => each ?? null),
    );
  }
}

/** All customers, as they were counted last. */
const cube = `(SELECT kind, status, level, department, owner, count, as_of AS "asOf" FROM customer_facet)`;

/** All customers, counted now: the customers of one row have all its values. */
const allCells = `(SELECT kind, status, level, owner_department AS department, owner_employee_id AS owner, count(*)::int AS count,
    statement_timestamp() AS "asOf"
  FROM customer WHERE merged_into IS NULL AND withdrawn_at IS NULL
  GROUP BY kind, status, level, owner_department, owner_employee_id)`;

const names: readonly FacetName[] = ['kind', 'status', 'level', 'department', 'owner'];
const mostValues = 50;

function countsOf(rows: readonly Counted[]): Pick<Facets, 'count' | 'facets'> {
  const facets = names.map((name) => {
    const counts = new Map<string | null, number>();
    for (const row of rows) counts.set(row[name], (counts.get(row[name]) ?? 0) + row.count);
    const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
    return [name, values.slice(0, mostValues)] as const;
  });
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    facets: Object.fromEntries(facets) as Facets['facets'],
  };
}
