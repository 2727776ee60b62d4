import type { RelationshipType } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { clusterOf, survivorOf } from './resolved-ids.js';
import type { Period } from './rules/relationship.js';
import { hierarchyTypes } from './rules/relationship-types.js';

/** One step between two customers of today. */
export interface Edge {
  childId: string;
  parentId: string;
  relationshipId: string;
  type: RelationshipType;
}

/** A way through the hierarchy. */
export interface Path {
  /** The customers, from below upwards. */
  customerIds: string[];
  relationshipIds: string[];
}

const always: Pick<Period, 'validTo'> & { validFrom: null } = { validFrom: null, validTo: null };

const inHierarchy = `r.type IN (${hierarchyTypes.map((type) => `'${type}'`).join(', ')})`;
const during = 'daterange(r.valid_from, r.valid_to)';

/** The relationships upwards of the ids that are a customer today. */
const rowsAbove = (survivor: string): string => `(
  SELECT r.id, r.type, ${during} AS during, parent.id AS parent
  FROM ${clusterOf(survivor)} AS member
  JOIN relationship r ON r.from_id = member.id AND ${inHierarchy}
  CROSS JOIN LATERAL (SELECT ${survivorOf('r.to_id')} AS id) AS parent)`;

/**
 * All ways up from $1 on days from $2 to $3, each with the days on which all of it holds. Relationships of merged ids that
 * say the same are one step: else each level of them would double the ways. Ends by itself where nobody is above himself;
 * the check of the path is for what should not be.
 */
const walk = `WITH RECURSIVE up AS (
  SELECT $1::uuid AS id, datemultirange(daterange($2::date, $3::date)) AS during, ARRAY[$1::uuid] AS customers,
         ARRAY[]::uuid[] AS steps, NULL::text AS type
  UNION ALL
  SELECT step.parent, up.during * step.during, up.customers || step.parent, up.steps || step.ids, step.type
  FROM up CROSS JOIN LATERAL (
    SELECT parent, range_agg(upwards.during) AS during, array_agg(id ORDER BY id) AS ids, min(type) AS type
    FROM ${rowsAbove('up.id')} AS upwards WHERE upwards.during && daterange($2::date, $3::date) GROUP BY parent) AS step
  WHERE up.during && step.during AND step.parent <> ALL(up.customers))`;

/** Groups, legal entities and sites as the forest that they form, over the ids of today. */
@Injectable()
export class HierarchyRepository {
  /** One lock for the whole forest and for merges in it: two writes, each harmless, could close a circle together. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('customer hierarchy', 0))`);
  }

  /** The ids that survive of these, in their order. */
  async resolve(tx: Tx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT ${survivorOf('asked.id')} AS id FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, at) ORDER BY at`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** A way from one customer up to another, all of it on one of the days. */
  async pathBetween(
    tx: Tx,
    below: string,
    target: string,
    { validFrom, validTo }: Period | typeof always = always,
  ): Promise<Path | undefined> {
    const [path] = await tx.query<Path[]>(
      `${walk} SELECT customers AS "customerIds", steps AS "relationshipIds" FROM up WHERE id = $4 AND steps <> '{}' LIMIT 1`,
      [below, validFrom, validTo, target],
    );
    return path;
  }

  /** Who is above a customer on a day, the nearest first, at most `limit`. */
  async ancestors(tx: Tx, id: string, day: string, limit: number): Promise<Edge[]> {
    return tx.query<Edge[]>(
      `${walk} SELECT customers[cardinality(customers) - 1] AS "childId", id AS "parentId",
         steps[cardinality(steps)] AS "relationshipId", type
       FROM up WHERE steps <> '{}' ORDER BY cardinality(customers) LIMIT $4`,
      [id, day, dayAfter(day), limit],
    );
  }

  /** Who is right below these customers on a day, at most `limit`, in the order in which it was written down. */
  async children(tx: Tx, ids: readonly string[], day: string, limit: number): Promise<Edge[]> {
    return tx.query<Edge[]>(
      `SELECT ${survivorOf('edge.from_id')} AS "childId", "parentId", edge.id AS "relationshipId", type FROM (
         SELECT r.from_id, asked.id AS "parentId", r.id, r.type
         FROM unnest($1::uuid[]) AS asked (id)
         CROSS JOIN LATERAL ${clusterOf('asked.id')} AS member
         JOIN relationship r ON r.to_id = member.id AND ${inHierarchy} AND ${during} @> $2::date
         ORDER BY r.id LIMIT $3) AS edge`,
      [ids, day, limit],
    );
  }

  /** Relationships of any type between two customers, on whatever days. */
  async between(tx: Tx, one: string, other: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT r.id FROM ${clusterOf('$1::uuid')} AS mine CROSS JOIN ${clusterOf('$2::uuid')} AS theirs
       JOIN relationship r ON (r.from_id, r.to_id) IN ((mine.id, theirs.id), (theirs.id, mine.id))
       WHERE NOT isempty(${during}) ORDER BY r.id`,
      [one, other],
    );
    return rows.map(({ id }) => id);
  }

  /** Two relationships by which two customers belong to different others on the same day. */
  async differingParents(tx: Tx, one: string, other: string): Promise<string[]> {
    const [pair] = await tx.query<{ ids: string[] }[]>(
      `SELECT ARRAY[mine.id, theirs.id] AS ids FROM ${rowsAbove('$1::uuid')} AS mine JOIN ${rowsAbove('$2::uuid')} AS theirs
         ON mine.during && theirs.during AND mine.parent <> theirs.parent LIMIT 1`,
      [one, other],
    );
    return pair?.ids ?? [];
  }
}

/** The end of a period of one day. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
