import type { OpportunityStage, StageReason } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Opportunity } from './rules/opportunity.js';

/** One step of an opportunity, with what it was worth then. */
export interface StageChange {
  version: number;
  /** Null: the beginning. */
  from: OpportunityStage | null;
  to: OpportunityStage;
  reason: StageReason | null;
  /** How long it was in the stage before; null at the beginning. */
  secondsInStage: number | null;
  amountMinor: number;
  currency: string;
  probability: number;
  by: string;
  at: Date;
}

/** How opportunities went through the stages. Never changed. */
@Injectable()
export class StageChangesRepository {
  /** @param before null: it begins */
  async add(tx: Tx, before: Opportunity | null, next: Opportunity, reason: StageReason | null, by: string) {
    const seconds = before && Math.max(0, Math.floor((next.stageSince.getTime() - before.stageSince.getTime()) / 1000));
    await tx.query(
      `INSERT INTO opportunity_stage_change (opportunity_id, version, from_stage, to_stage, reason, seconds_in_stage,
         amount_minor, currency, probability, made_by, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[next.id, next.version, before?.stage ?? null, next.stage, reason, seconds],
        ...[next.amountMinor, next.currency, next.probability, by, next.stageSince],
      ],
    );
  }

  /** In their order. */
  of(tx: Tx, opportunityId: string): Promise<StageChange[]> {
    return tx.query<StageChange[]>(
      `SELECT version, from_stage AS "from", to_stage AS "to", reason, seconds_in_stage AS "secondsInStage",
              amount_minor AS "amountMinor", currency, probability, made_by AS "by", changed_at AS "at"
       FROM opportunity_stage_change WHERE opportunity_id = $1 ORDER BY version`,
      [opportunityId],
    );
  }
}
