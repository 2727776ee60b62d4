import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type FunnelPeriod, FunnelRepository, type StageFigures } from './funnel.repository.js';
import { Opportunities } from './opportunities.service.js';
import { type StageChange, StageChangesRepository } from './stage-changes.repository.js';

/** How opportunities go through the stages: one, and all together. */
@Injectable()
export class OpportunityFigures {
  constructor(
    private readonly opportunities: Opportunities,
    private readonly stageChanges: StageChangesRepository,
    private readonly repository: FunnelRepository,
  ) {}

  funnel(tx: Tx, period: FunnelPeriod, department: string | undefined, user: User): Promise<StageFigures[]> {
    return this.repository.figures(tx, period, department, user);
  }

  /** @throws NotFound also when its customer is out of the user's scope */
  async history(tx: Tx, id: string, user: User): Promise<StageChange[]> {
    await this.opportunities.find(tx, id, user);
    return this.stageChanges.of(tx, id);
  }
}
