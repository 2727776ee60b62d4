import type {
  CaseCustomerLinked,
  CaseHandoverAccepted,
  CaseKindChanged,
  CaseOpened,
  CaseReopened,
} from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';

/**
 * The read model of cases. Each event changes columns that no other kind of event changes, or takes a maximum, or loses
 * against a later one: so any order of delivery gives the same row. A case that has not been told to be open yet has
 * no `opened_at` and is counted nowhere.
 */
@Injectable()
export class Cases {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** What it began with: whose, since when, and what it was taken for. */
  async open(tx: Tx, event: CaseOpened): Promise<void> {
    const { caseId, openedAt, kind, severity } = event.data;
    await tx.query(
      `INSERT INTO fact_case (case_id, customer_id, opened_at, opened_day, kind, severity)
       VALUES ($1, $2, $3, ($3::timestamptz AT TIME ZONE $6)::date, $4, $5)
       ON CONFLICT (case_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, opened_at = EXCLUDED.opened_at,
         opened_day = EXCLUDED.opened_day, kind = EXCLUDED.kind, severity = EXCLUDED.severity`,
      [caseId, event.customerId, openedAt, kind, severity, this.config.BUSINESS_TIME_ZONE],
    );
  }

  /** Whose case it is found to be; the last word counts, whenever it comes. */
  async link(tx: Tx, { data: { caseId, customerId }, aggregateVersion }: CaseCustomerLinked): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case AS known (case_id, linked_customer_id, linked_version) VALUES ($1, $2, $3)
       ON CONFLICT (case_id) DO UPDATE SET linked_customer_id = EXCLUDED.linked_customer_id,
         linked_version = EXCLUDED.linked_version
       WHERE coalesce(known.linked_version, 0) < EXCLUDED.linked_version`,
      [caseId, customerId, aggregateVersion],
    );
  }

  /** What the customer wants; the last word counts, whenever it comes. */
  async rename(tx: Tx, { data: { caseId, kind }, aggregateVersion }: CaseKindChanged): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case AS known (case_id, told_kind, told_kind_version) VALUES ($1, $2, $3)
       ON CONFLICT (case_id) DO UPDATE SET told_kind = EXCLUDED.told_kind, told_kind_version = EXCLUDED.told_kind_version
       WHERE coalesce(known.told_kind_version, 0) < EXCLUDED.told_kind_version`,
      [caseId, kind, aggregateVersion],
    );
  }

  /** Whoever was last named as owner answers for it. */
  async own(tx: Tx, event: CaseOpened | CaseHandoverAccepted | CaseReopened): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case AS known (case_id, owner_department, owner_told_at, owner_event_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (case_id) DO UPDATE SET owner_department = EXCLUDED.owner_department,
         owner_told_at = EXCLUDED.owner_told_at, owner_event_id = EXCLUDED.owner_event_id
       WHERE known.owner_told_at IS NULL
          OR (known.owner_told_at, known.owner_event_id) < (EXCLUDED.owner_told_at, EXCLUDED.owner_event_id)`,
      [event.data.caseId, event.data.owner.department, event.time, event.id],
    );
  }

  /** The case has got to this cycle: an earlier resolution does not count any more. */
  async reach(tx: Tx, caseId: string, cycle: number): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case AS known (case_id, cycle) VALUES ($1, $2)
       ON CONFLICT (case_id) DO UPDATE SET cycle = greatest(known.cycle, EXCLUDED.cycle)`,
      [caseId, cycle],
    );
  }

  /** Solved in this cycle; of several accounts the one of the highest cycle counts, then the latest. */
  async resolve(
    tx: Tx,
    { caseId, cycle, resolvedAt }: { caseId: string; cycle: number; resolvedAt: string },
  ): Promise<void> {
    await this.reach(tx, caseId, cycle);
    await tx.query(
      `UPDATE fact_case SET resolved_cycle = $2, resolved_at = $3
       WHERE case_id = $1 AND (resolved_cycle IS NULL OR (resolved_cycle, resolved_at) < ($2, $3::timestamptz))`,
      [caseId, cycle, resolvedAt],
    );
  }

  /** The latest end counts. */
  async close(tx: Tx, caseId: string, closedAt: string): Promise<void> {
    await tx.query('UPDATE fact_case SET closed_at = greatest(closed_at, $2::timestamptz) WHERE case_id = $1', [
      caseId,
      closedAt,
    ]);
  }

  /** Withdrawn in this cycle; of several accounts the one of the highest cycle counts. */
  async withdraw(
    tx: Tx,
    { caseId, cycle, withdrawnAt, reason }: { caseId: string; cycle: number; withdrawnAt: string; reason: string },
  ): Promise<void> {
    await this.reach(tx, caseId, cycle);
    await tx.query(
      `UPDATE fact_case SET withdrawn_cycle = $2, withdrawn_at = $3, withdrawn_reason = $4
       WHERE case_id = $1 AND (withdrawn_cycle IS NULL OR withdrawn_cycle < $2)`,
      [caseId, cycle, withdrawnAt, reason],
    );
  }

  /** It goes on in another case, for good. */
  async merge(tx: Tx, caseId: string): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case (case_id, merged) VALUES ($1, true) ON CONFLICT (case_id) DO UPDATE SET merged = true`,
      [caseId],
    );
  }

  /** The case goes on for one that is this old. */
  async join(tx: Tx, caseId: string, openedAt: string): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case AS known (case_id, joined_opened_at) VALUES ($1, $2)
       ON CONFLICT (case_id) DO UPDATE SET joined_opened_at = least(known.joined_opened_at, EXCLUDED.joined_opened_at)`,
      [caseId, openedAt],
    );
  }

  /** A case that missed a deadline once has missed it, whatever its later cycles do. */
  async breach(tx: Tx, caseId: string): Promise<void> {
    await tx.query(
      `INSERT INTO fact_case (case_id, breached) VALUES ($1, true) ON CONFLICT (case_id) DO UPDATE SET breached = true`,
      [caseId],
    );
  }
}
