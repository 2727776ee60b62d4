import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomersService } from '../customers/customers.service.js';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { OpportunityWatch } from './opportunity-watch.js';
import type { Move, Opportunity } from './rules/opportunity.js';
import type { StageRules } from './rules/stages.js';
import { type StageChange, StageChangesRepository } from './stage-changes.repository.js';
import { StageRulesVersions } from './stage-rules-versions.js';

/** Opportunities as they are kept: the row, its way through the stages, its timers. */
@Injectable()
export class OpportunityRecords {
  constructor(
    private readonly repository: OpportunitiesRepository,
    private readonly stageChanges: StageChangesRepository,
    private readonly versions: StageRulesVersions,
    private readonly watch: OpportunityWatch,
    private readonly customers: CustomersService,
  ) {}

  async rules(tx: Tx): Promise<StageRules> {
    return (await this.versions.active(tx)).rules;
  }

  async add(tx: Tx, opportunity: Opportunity, by: string): Promise<void> {
    await this.repository.add(tx, opportunity);
    await this.stageChanges.add(tx, null, opportunity, null, by);
    await this.watch.restart(tx, opportunity);
  }

  /** In another stage than before. */
  async move(tx: Tx, before: Opportunity, next: Opportunity, { reason }: Move, by: string): Promise<void> {
    await this.repository.save(tx, next);
    await this.stageChanges.add(tx, before, next, reason, by);
    await this.watch.restart(tx, next);
  }

  /** In the same stage as before. */
  async correct(tx: Tx, before: Opportunity, next: Opportunity): Promise<void> {
    await this.repository.save(tx, next, before.words !== next.words);
    if (before.closeEpoch !== next.closeEpoch) await this.watch.watchForClosing(tx, next);
  }

  find(tx: Tx, id: string, by: Pick<Actor, 'scope' | 'department'>): Promise<Opportunity | undefined> {
    return this.repository.find(tx, id, by);
  }

  lock(tx: Tx, id: string): Promise<Opportunity | undefined> {
    return this.repository.lock(tx, id);
  }

  changesOf(tx: Tx, id: string): Promise<StageChange[]> {
    return this.stageChanges.of(tx, id);
  }

  /** Whether anything is open under any id that is this customer today. */
  async hasOpen(tx: Tx, customerId: string): Promise<boolean> {
    return this.repository.hasOpen(tx, await this.customers.clusterOf(tx, customerId));
  }
}
