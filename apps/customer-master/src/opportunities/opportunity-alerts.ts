import type { EventDraft } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { closeTimer, OpportunityWatch, stallTimer } from './opportunity-watch.js';
import { closeOverdue, type Opportunity, stalled } from './rules/opportunity.js';
import { isOpen, stalledAt } from './rules/stages.js';
import { StageRulesVersions } from './stage-rules-versions.js';

/** Tells of opportunities to which nothing happens. */
@Injectable()
export class OpportunityAlerts {
  constructor(
    private readonly repository: OpportunitiesRepository,
    private readonly versions: StageRulesVersions,
    private readonly watch: OpportunityWatch,
    private readonly outbox: Outbox,
  ) {}

  @OnTimer(stallTimer)
  async stall(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const opportunity = await this.repository.lock(tx, aggregateId);
    if (!opportunity || opportunity.stallEpoch !== epoch || !isOpen(opportunity.stage) || opportunity.stalledAt) return;
    const { rules, madeAt } = await this.versions.active(tx);
    const at = stalledAt(opportunity.stage, opportunity.lastMovedAt, rules);
    if (at > dueAt) return this.watch.sleep(tx, opportunity, at);
    // A rule that counts from today makes nothing stalled of yesterday.
    await this.tell(tx, stalled(opportunity, latest(at, opportunity.changedAt, madeAt ?? at)));
  }

  @OnTimer(closeTimer)
  async close(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const opportunity = await this.repository.lock(tx, aggregateId);
    if (!opportunity || opportunity.closeEpoch !== epoch || !isOpen(opportunity.stage)) return;
    await this.tell(tx, closeOverdue(opportunity, latest(dueAt, opportunity.changedAt)));
  }

  private async tell(tx: Tx, [opportunity, fact]: [Opportunity, EventDraft]): Promise<void> {
    await this.repository.save(tx, opportunity);
    await this.outbox.append(tx, fact);
  }
}

const latest = (...times: Date[]): Date => new Date(Math.max(...times.map((time) => time.getTime())));
