import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { QualitySums } from './rules/figures.js';

/** Sums over customers of a department and kind. */
export interface GroupSums extends QualitySums {
  department: string;
  kind: CustomerKind;
}

export interface QualityDayRow extends GroupSums {
  day: string;
}

export interface MeasuredDay {
  day: string;
  measuredAt: Date;
  rulesVersion: number;
}

/** What a user may see and wants to see. */
export interface DayFilter {
  /** Of the user; null: all. */
  scope: string | null;
  department: string | undefined;
  kind: CustomerKind | undefined;
}

const customersPerSlice = 50_000;
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const columns = `day::text AS day, department, kind, customers, score_sum AS score, completeness_sum AS completeness,
  validity_sum AS validity, freshness_sum AS freshness, uniqueness_sum AS uniqueness, complete, valid, fresh, duplicates,
  pair_ends AS "pairEnds", bins`;
const bins = Array.from({ length: 10 }, (_, at) => `count(*) FILTER (WHERE least(floor(score / 10), 9) = ${at})`);
const sumOf = (dimension: string): string => `sum((dimensions->>'${dimension}')::float8)`;
const isShown = `($1::text IS NULL OR department = $1) AND ($2::text IS NULL OR department = $2) AND ($3::text IS NULL OR kind = $3)`;
const shown = ({ scope, department, kind }: DayFilter) => [scope, department ?? null, kind ?? null];

/** The measurements of days. */
@Injectable()
export class QualityDaysRepository {
  /** Writes the measurement of a day; an earlier one of the same day goes. */
  async put(tx: Tx, { day, measuredAt, rulesVersion }: MeasuredDay, rows: readonly GroupSums[]): Promise<void> {
    await tx.query('DELETE FROM quality_day WHERE day = $1', [day]);
    await tx.query(
      `INSERT INTO quality_day (day, department, kind, customers, score_sum, completeness_sum, validity_sum, freshness_sum,
         uniqueness_sum, complete, valid, fresh, duplicates, pair_ends, bins, reasons)
       SELECT $1, department, kind, customers, score, completeness, validity, freshness, uniqueness, complete, valid, fresh,
              duplicates, "pairEnds", bins, reasons
       FROM jsonb_to_recordset($2::jsonb) AS given (department text, kind text, customers integer, score float8,
         completeness float8, validity float8, freshness float8, uniqueness float8, complete integer, valid integer,
         fresh integer, duplicates integer, "pairEnds" integer, bins integer[], reasons jsonb)`,
      [day, JSON.stringify(rows)],
    );
    await tx.query(
      `INSERT INTO quality_day_total (day, measured_at, rules_version, published) VALUES ($1, $2, $3, false)
       ON CONFLICT (day) DO UPDATE SET measured_at = EXCLUDED.measured_at, rules_version = EXCLUDED.rules_version`,
      [day, measuredAt, rulesVersion],
    );
  }

  /** Sums over everybody, made slice by slice: one statement over a million customers would be cancelled. */
  async *slices(tx: Tx): AsyncGenerator<GroupSums[]> {
    for (let after = firstId; ;) {
      const [last] = await tx.query<{ id: string }[]>(
        `SELECT customer_id AS id FROM customer_quality WHERE customer_id > $1 ORDER BY customer_id OFFSET $2 LIMIT 1`,
        [after, customersPerSlice - 1],
      );
      yield await this.slice(tx, after, last?.id ?? lastId);
      if (!last) return;
      after = last.id;
    }
  }

  private slice(tx: Tx, after: string, to: string): Promise<GroupSums[]> {
    return tx.query<GroupSums[]>(
      `WITH slice AS MATERIALIZED (SELECT * FROM customer_quality WHERE customer_id > $1 AND customer_id <= $2),
       counted AS (
         SELECT department, kind, reason->>'code' AS code, reason->>'field' AS field, count(*) AS customers
         FROM slice, jsonb_array_elements(reasons) AS reason GROUP BY 1, 2, 3, 4),
       listed AS (
         SELECT department, kind, jsonb_agg(jsonb_build_object('code', code, 'field', field, 'customers', customers)) AS reasons
         FROM counted GROUP BY 1, 2),
       summed AS (
         SELECT department, kind, count(*)::int AS customers, sum(score) AS score, ${sumOf('completeness')} AS completeness,
                ${sumOf('validity')} AS validity, ${sumOf('freshness')} AS freshness, ${sumOf('uniqueness')} AS uniqueness,
                count(*) FILTER (WHERE NOT is_missing)::int AS complete, count(*) FILTER (WHERE NOT is_invalid)::int AS valid,
                count(*) FILTER (WHERE NOT is_stale)::int AS fresh, count(*) FILTER (WHERE is_duplicate)::int AS duplicates,
                sum(pairs)::int AS "pairEnds", ARRAY[${bins.join(', ')}]::int[] AS bins
         FROM slice GROUP BY 1, 2)
       SELECT summed.*, coalesce(reasons, '[]') AS reasons FROM summed LEFT JOIN listed USING (department, kind)`,
      [after, to],
    );
  }

  /** Days that are over and not told yet, locked. */
  unpublished(tx: Tx, today: string): Promise<MeasuredDay[]> {
    return tx.query<MeasuredDay[]>(
      `SELECT day::text AS day, measured_at AS "measuredAt", rules_version AS "rulesVersion" FROM quality_day_total
       WHERE NOT published AND day < $1 ORDER BY quality_day_total.day FOR UPDATE`,
      [today],
    );
  }

  async notePublished(tx: Tx, day: string): Promise<void> {
    await tx.query('UPDATE quality_day_total SET published = true WHERE day = $1', [day]);
  }

  /** The last measurement; undefined before the first. */
  async latest(tx: Tx): Promise<MeasuredDay | undefined> {
    const [row] = await tx.query<MeasuredDay[]>(
      `SELECT day::text AS day, measured_at AS "measuredAt", rules_version AS "rulesVersion" FROM quality_day_total
       ORDER BY quality_day_total.day DESC LIMIT 1`,
    );
    return row;
  }

  /** The days between two that were measured. */
  measured(tx: Tx, from: string, to: string): Promise<MeasuredDay[]> {
    return tx.query<MeasuredDay[]>(
      `SELECT day::text AS day, measured_at AS "measuredAt", rules_version AS "rulesVersion" FROM quality_day_total
       WHERE day BETWEEN $1 AND $2`,
      [from, to],
    );
  }

  /** The rows of a day, with the reasons. */
  ofDay(tx: Tx, day: string, filter: DayFilter): Promise<QualityDayRow[]> {
    return tx.query<QualityDayRow[]>(
      `SELECT ${columns}, reasons FROM quality_day WHERE ${isShown} AND day = $4 ORDER BY department, kind`,
      [...shown(filter), day],
    );
  }

  /** The rows of several days, without the reasons. */
  between(tx: Tx, from: string, to: string, filter: DayFilter): Promise<QualityDayRow[]> {
    return tx.query<QualityDayRow[]>(
      `SELECT ${columns}, '[]'::jsonb AS reasons FROM quality_day WHERE ${isShown} AND day BETWEEN $4 AND $5
       ORDER BY quality_day.day, department, kind`,
      [...shown(filter), from, to],
    );
  }

  /** Pairs that people judged, in the review queue or by taking a merge back, by the day of the decision. */
  reviews(
    tx: Tx,
    from: string,
    to: string,
    timeZone: string,
  ): Promise<{ day: string; reviewed: number; matched: number }[]> {
    return tx.query(
      `SELECT (decided_at AT TIME ZONE $3)::date::text AS day, count(*)::int AS reviewed,
              count(*) FILTER (WHERE decision = 'match')::int AS matched
       FROM match_decision WHERE undone_at IS NULL
         AND decided_at >= ($1::date::timestamp AT TIME ZONE $3) AND decided_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
       GROUP BY 1`,
      [from, to, timeZone],
    );
  }
}
