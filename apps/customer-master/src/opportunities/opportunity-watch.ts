import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { type Opportunity, resumed } from './rules/opportunity.js';
import { isOpen, stalledAt } from './rules/stages.js';
import { StageRulesVersions } from './stage-rules-versions.js';

/** Their aggregate is the opportunity, their epochs those of its row. */
export const stallTimer = 'opportunity.stalled';
export const closeTimer = 'opportunity.close';

/**
 * Every open opportunity has a timer that looks whether it stalled, unless it has; and one for the day on which a decision
 * is expected. A contact in between does not touch the first: when it is due, it looks, and sleeps on.
 */
@Injectable()
export class OpportunityWatch {
  constructor(
    private readonly timers: Timers,
    private readonly versions: StageRulesVersions,
    private readonly repository: OpportunitiesRepository,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  /** To be called when one was opened or its stage changed: forgets when it was to be looked at before. */
  async restart(tx: Tx, opportunity: Opportunity): Promise<void> {
    await this.watchForMovement(tx, opportunity);
    await this.watchForClosing(tx, opportunity);
  }

  /** To be called when the expected day is another one. */
  async watchForClosing(tx: Tx, { id, stage, closeEpoch, expectedCloseOn }: Opportunity): Promise<void> {
    await this.timers.cancel(tx, closeTimer, id);
    if (!isOpen(stage) || expectedCloseOn === null) return;
    const dueAt = await this.endOf(tx, expectedCloseOn);
    await this.timers.arm(tx, { kind: closeTimer, aggregateId: id, epoch: closeEpoch, dueAt });
  }

  /**
   * The customer was reached: none of its open opportunities lies still. The customer's row must be locked.
   * @param customerIds every id that is the customer today
   */
  async reached(tx: Tx, customerIds: readonly string[], interactionId: string, at: Date, now: Date): Promise<void> {
    await this.repository.touch(tx, customerIds, at);
    for (const opportunity of await this.repository.lockStalledBefore(tx, customerIds, at)) {
      const [next, fact] = resumed(opportunity, interactionId, at, now);
      await this.repository.save(tx, next);
      await this.outbox.append(tx, fact);
      await this.watchForMovement(tx, next);
    }
  }

  /** After a change of the rules. */
  lookAtAll(tx: Tx, now: Date): Promise<void> {
    return this.timers.hasten(tx, stallTimer, now);
  }

  /** Looks once more, later. */
  sleep(tx: Tx, { id, stallEpoch }: Opportunity, dueAt: Date): Promise<void> {
    return this.timers.arm(tx, { kind: stallTimer, aggregateId: id, epoch: stallEpoch, dueAt });
  }

  private async watchForMovement(tx: Tx, opportunity: Opportunity): Promise<void> {
    await this.timers.cancel(tx, stallTimer, opportunity.id);
    if (!isOpen(opportunity.stage)) return;
    const { rules } = await this.versions.active(tx);
    await this.sleep(tx, opportunity, stalledAt(opportunity.stage, opportunity.lastMovedAt, rules));
  }

  /** The first moment after a business day. */
  private async endOf(tx: Tx, day: string): Promise<Date> {
    const [row] = await tx.query<{ end: Date }[]>(`SELECT ($1::date + 1)::timestamp AT TIME ZONE $2 AS "end"`, [
      day,
      this.config.BUSINESS_TIME_ZONE,
    ]);
    return row!.end;
  }
}
