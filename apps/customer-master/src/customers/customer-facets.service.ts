import { OnTimer, Timers, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CustomerFilter, CustomerListRepository, type FacetFacts } from './customer-list.repository.js';

/** Counts the cube anew. Its epoch is the minute. */
export const facetsTimer = 'customers.facets';

/** Up to so many customers are counted there and then. */
const mostCounted = 5_000;
/** So old the cube may be before somebody is asked to count it anew. */
const freshMs = 60_000;

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

/**
 * Counts customers by kind, status, level, department and owner. Few are counted when somebody asks; of many it is asked
 * a cube of all customers (each combination and how many have it), which is some thousand rows and at most minutes old.
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
    const cube = isPlain ? await this.cube(tx, values, user) : undefined;
    const isEnough = cube !== undefined && cube.count > mostCounted;
    const isFresh = isEnough && now.getTime() - cube.asOf.getTime() <= freshMs;
    const rows = isEnough ? [] : await this.list.facts(tx, filter, mostCounted + 1, now, user);
    const isAtLeast = rows.length > mostCounted;
    if (isPlain && (isEnough ? !isFresh : isAtLeast)) await this.countSoon(tx, now);
    if (isEnough) return cube;
    const counted = rows.slice(0, mostCounted).map((row) => ({ ...row, count: 1 }));
    return { ...countsOf(counted), isAtLeast, asOf: now };
  }

  @OnTimer(facetsTimer)
  async count(tx: Tx): Promise<void> {
    await tx.query('DELETE FROM customer_facet');
    await tx.query(
      `INSERT INTO customer_facet (kind, status, level, department, owner, count, as_of)
       SELECT kind, status, level, owner_department, owner_employee_id, count(*), $1 FROM customer
       WHERE merged_into IS NULL AND withdrawn_at IS NULL
       GROUP BY kind, status, level, owner_department, owner_employee_id`,
      [new Date()],
    );
  }

  /** Undefined where nobody was counted, or never yet. */
  private async cube(tx: Tx, values: Partial<FacetFacts>, user: User): Promise<Facets | undefined> {
    const department = user.scope === 'department' ? (user.department ?? '') : null;
    const rows = await tx.query<(Counted & { asOf: Date })[]>(
      `SELECT kind, status, level, department, owner, count, as_of AS "asOf" FROM customer_facet
       WHERE ($1::text IS NULL OR department = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR level = $4) AND ($5::text IS NULL OR department = $5) AND ($6::text IS NULL OR owner = $6)`,
      [department, values.kind, values.status, values.level, values.department, values.owner].map(
        (each) => each ?? null,
      ),
    );
    const asOf = rows[0]?.asOf;
    return asOf && { ...countsOf(rows), isAtLeast: false, asOf };
  }

  private countSoon(tx: Tx, now: Date): Promise<void> {
    const epoch = Math.floor(now.getTime() / freshMs);
    return this.timers.arm(tx, { kind: facetsTimer, aggregateId: 'all', epoch, dueAt: now });
  }
}

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
