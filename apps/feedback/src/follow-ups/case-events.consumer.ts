import type { CaseClosed, CaseMerged, CaseOpened, CaseWithdrawn } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { FollowUpsService } from './follow-ups.service.js';

/** What became of the cases that our follow-ups asked for. Nothing leaves for it, so no news is too old. */
@Controller()
export class FollowUpCasesConsumer {
  constructor(private readonly followUps: FollowUpsService) {}

  @React('case.opened', { withinDays: 'unlimited' })
  async opened(tx: Tx, event: CaseOpened): Promise<void> {
    const { followUpId, caseId } = event.data;
    if (followUpId !== null) await this.followUps.caseOpened(tx, followUpId, caseId);
  }

  @React('case.closed', { withinDays: 'unlimited' })
  async closed(tx: Tx, event: CaseClosed): Promise<void> {
    const { caseId, cycle, outcome, closedAt } = event.data;
    await this.followUps.caseClosed(tx, caseId, { cycle, outcome, closedAt: new Date(closedAt) });
  }

  /** Nobody was asked whether it helped: no recovery. */
  @React('case.withdrawn', { withinDays: 'unlimited' })
  async withdrawn(tx: Tx, { data }: CaseWithdrawn): Promise<void> {
    const { caseId, cycle, withdrawnAt } = data;
    await this.followUps.caseClosed(tx, caseId, { cycle, outcome: 'unconfirmed', closedAt: new Date(withdrawnAt) });
  }

  /** The case in which it goes on tells how it ends. */
  @React('case.merged', { withinDays: 'unlimited' })
  async merged(tx: Tx, { data }: CaseMerged): Promise<void> {
    await this.followUps.caseMerged(tx, data.caseId, data.intoId);
  }
}
