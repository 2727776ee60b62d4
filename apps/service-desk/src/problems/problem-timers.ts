import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { actionTimer, PreventiveActionsService, verificationTimer } from './preventive-actions.service.js';
import { ProblemsService } from './problems.service.js';

/** What happens to problems when nobody does anything. */
@Injectable()
export class ProblemTimers {
  constructor(
    private readonly problems: ProblemsService,
    private readonly actions: PreventiveActionsService,
  ) {}

  @OnTimer(actionTimer)
  async passDueDate(tx: Tx, { aggregateId }: DueTimer): Promise<void> {
    await this.actions.passDueDate(tx, aggregateId);
  }

  @OnTimer(verificationTimer)
  async endVerification(tx: Tx, { aggregateId, epoch, dueAt }: DueTimer): Promise<void> {
    const now = await databaseNow(tx);
    // Not before the end: the transaction of the batch may have begun a moment earlier.
    await this.problems.endVerification(tx, aggregateId, epoch, now < dueAt ? dueAt : now);
  }
}
