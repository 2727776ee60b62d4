import { databaseNow, type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { batchTimer, ProactiveActionsService } from './proactive-actions.service.js';

/** Does what actions that run have to do, one batch for each timer. */
@Injectable()
export class ProactiveBatches {
  constructor(private readonly actions: ProactiveActionsService) {}

  @OnTimer(batchTimer)
  async goOn(tx: Tx, { aggregateId, epoch }: DueTimer): Promise<void> {
    await this.actions.goOn(tx, aggregateId, epoch, await databaseNow(tx));
  }
}
