import { Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import { joinSurvivor, survivorColumn } from '../customers/customer-sql.js';
import { type Thresholds as ThresholdSet, windowDays } from './rules/rfm.js';

/** So many customers must have bought before they are compared with each other. */
export const smallestPopulation = 50;

/** Every so many purchases it is checked whether the set in force still fits, so long after the last of them. */
const checkEvery = 50;
const quietMs = 5_000;

/** The stored thresholds, with when they were made. */
export interface StoredThresholds extends ThresholdSet {
  asOf: Date;
  /** How many purchases had been scored then. */
  scorings: number;
}

/** Versioned thresholds of the fifths: computed rarely, so that each purchase can score its own customer at once. */
@Injectable()
export class Thresholds {
  constructor(
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** The set in force. */
  async current(tx: Tx): Promise<StoredThresholds> {
    const [row] = await tx.query<StoredThresholds[]>(
      `SELECT version, source, as_of AS "asOf", population, scorings, recency_days AS "recencyDays", frequency,
         monetary_minor AS "monetaryMinor", margin_minor AS "marginMinor"
       FROM rfm_thresholds ORDER BY version DESC LIMIT 1`,
    );
    return { ...row!, monetaryMinor: numbers(row!.monetaryMinor), marginMinor: numbers(row!.marginMinor) };
  }

  /** To be called with every purchase that was scored: now and then it lets somebody look whether the set is out of date. */
  async count(tx: Tx, now: Date): Promise<void> {
    const [row] = await tx.query<{ scorings: number }[]>(`SELECT nextval('scoring_count') AS scorings`);
    if (row!.scorings % checkEvery !== 0) return;
    const dueAt = new Date(now.getTime() + quietMs);
    await this.timers.arm(tx, {
      kind: 'value.thresholds',
      aggregateId: 'all',
      epoch: row!.scorings / checkEvery,
      dueAt,
    });
  }

  /**
   * Whether the set in force is out of date, `checkedAt` being the epoch of the timer. The first set of the customers'
   * own is made as soon as there can be one. Later a burst of purchases, such as an import of past years, is waited
   * for: its end is when fewer than 50 have been scored within five seconds. Everyday growth is left to the night.
   */
  async isOutdated(tx: Tx, checkedAt: number): Promise<boolean> {
    const current = await this.current(tx);
    if (current.source === 'fixed') return true;
    const [row] = await tx.query<{ scorings: number }[]>('SELECT last_value AS scorings FROM scoring_count');
    const goesOn = row!.scorings - checkedAt * checkEvery >= checkEvery;
    return !goesOn && row!.scorings >= current.scorings * 1.05;
  }

  /**
   * Makes a new set from the quintiles of all customers that bought within the window. With fewer than 50 of them the
   * set in force stays. Returns whether there is a new one.
   */
  async renew(tx: Tx, now: Date): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH customer AS (
         SELECT ${survivorColumn('d.customer_id')} AS id, today.day - max(d.day) FILTER (WHERE purchases > 0) AS recency_days,
           count(DISTINCT d.day) FILTER (WHERE purchases > 0) AS frequency, sum(amount_minor) AS monetary_minor,
           sum(margin_minor) AS margin_minor
         FROM (SELECT ($1::timestamptz AT TIME ZONE $2)::date AS day) AS today, customer_day d ${joinSurvivor('d.customer_id')}
         WHERE d.day > today.day - ${windowDays} AND d.day <= today.day
         GROUP BY 1, today.day HAVING count(*) FILTER (WHERE purchases > 0) > 0
       ), cut AS (
         SELECT count(*) AS population,
           percentile_disc(${fifths}) WITHIN GROUP (ORDER BY recency_days) AS recency_days,
           percentile_disc(${fifths}) WITHIN GROUP (ORDER BY frequency) AS frequency,
           percentile_disc(${fifths}) WITHIN GROUP (ORDER BY monetary_minor) AS monetary_minor,
           percentile_disc(${fifths}) WITHIN GROUP (ORDER BY margin_minor) AS margin_minor
         FROM customer
       )
       INSERT INTO rfm_thresholds (source, as_of, population, scorings, recency_days, frequency, monetary_minor, margin_minor)
       SELECT 'population', $1, population, (SELECT last_value FROM scoring_count), recency_days, frequency::integer[], monetary_minor::bigint[],
         coalesce(margin_minor::bigint[], (SELECT margin_minor FROM rfm_thresholds ORDER BY version DESC LIMIT 1))
       FROM cut WHERE population >= ${smallestPopulation} RETURNING 1`,
      [now, this.config.BUSINESS_TIME_ZONE],
    );
    return rows.length > 0;
  }
}

const fifths = 'ARRAY[0.2, 0.4, 0.6, 0.8]';

/** Elements of a bigint array arrive as text. */
const numbers = (cuts: readonly unknown[]): ThresholdSet['monetaryMinor'] =>
  cuts.map(Number) as unknown as ThresholdSet['monetaryMinor'];
