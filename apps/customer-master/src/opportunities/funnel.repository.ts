import type { OpportunityStage } from '@crm/contracts';
import { bounded, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { ownedBy } from '../relationships/resolved-ids.js';

/** What became of the opportunities that entered a stage. */
export interface StageFigures {
  stage: OpportunityStage;
  /** ISO 4217; null: the sum over all currencies, without amounts. */
  currency: string | null;
  entered: number;
  movedOn: number;
  movedBack: number;
  lost: number;
  /** Median of the days in the stage of those that left it; null: none did. */
  medianDays: number | null;
  /** What they were worth when they entered. */
  amountMinor: number;
  /** The same of those that moved on. */
  movedOnMinor: number;
}

export interface FunnelPeriod {
  /** First day. */
  from: string;
  /** Last day. */
  to: string;
  timeZone: string;
}

/**
 * Conversion of opportunities. An opportunity counts once per stage and period: with the last time that it entered the
 * stage in the period. What became of it is its next step, whenever that was. One that was lost and taken up again is not
 * lost.
 */
@Injectable()
export class FunnelRepository {
  /** Of customers that the user sees; `department` limits them to those that it owns. */
  figures(
    tx: Tx,
    { from, to, timeZone }: FunnelPeriod,
    department: string | undefined,
    by: Pick<Actor, 'scope' | 'department'>,
  ): Promise<StageFigures[]> {
    return tx.query<StageFigures[]>(
      `WITH period AS (
         SELECT $1::date::timestamp AT TIME ZONE $3 AS first, ($2::date + 1)::timestamp AT TIME ZONE $3 AS beyond),
       touched AS (
         SELECT DISTINCT c.opportunity_id FROM opportunity_stage_change c, period
         WHERE c.changed_at >= period.first AND c.changed_at < period.beyond),
       step AS (
         SELECT c.opportunity_id, c.version, c.to_stage AS stage, c.changed_at, c.amount_minor, c.currency,
                lead(c.to_stage) OVER later AS next, lead(c.seconds_in_stage) OVER later AS seconds
         FROM touched JOIN opportunity o ON o.id = touched.opportunity_id
         JOIN opportunity_stage_change c ON c.opportunity_id = o.id
         WHERE ($4::text IS NULL OR ${ownedBy('o.customer_id', '$4')}) AND ($5::text IS NULL OR ${ownedBy('o.customer_id', '$5')})
         WINDOW later AS (PARTITION BY c.opportunity_id ORDER BY c.version)),
       entry AS (
         SELECT DISTINCT ON (step.opportunity_id, step.stage) step.*,
           array_position(stages, step.next) > array_position(stages, step.stage) AND step.next <> 'lost' AS on_forward
         FROM step, period, (SELECT ARRAY['lead', 'qualified', 'proposal', 'negotiation', 'won'] AS stages) AS known
         WHERE step.changed_at >= period.first AND step.changed_at < period.beyond
           AND (step.stage <> 'lost' OR step.next IS NULL)
         ORDER BY step.opportunity_id, step.stage, step.version DESC)
       SELECT stage, currency, count(*) AS entered, count(*) FILTER (WHERE on_forward) AS "movedOn",
              count(*) FILTER (WHERE NOT on_forward AND next <> 'lost') AS "movedBack",
              count(*) FILTER (WHERE next = 'lost') AS lost,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds / 86400.0) AS "medianDays",
              ${bounded('sum(amount_minor)')} AS "amountMinor",
              ${bounded('coalesce(sum(amount_minor) FILTER (WHERE on_forward), 0)')} AS "movedOnMinor"
       FROM entry GROUP BY GROUPING SETS ((stage), (stage, currency)) ORDER BY stage, currency NULLS FIRST`,
      [from, to, timeZone, by.scope === 'all' ? null : (by.department ?? ''), department ?? null],
    );
  }
}
