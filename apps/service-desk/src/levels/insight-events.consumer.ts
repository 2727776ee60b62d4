import type { LevelChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { LevelsService } from './levels.service.js';

/** Later than that the customer's level of today is in the cards already, and the case is old. */
@Controller()
export class InsightEventsConsumer {
  constructor(private readonly levels: LevelsService) {}

  @React('level.changed', { withinDays: 30 })
  async changed(tx: Tx, { data }: LevelChanged): Promise<void> {
    await this.levels.changed(tx, data.customerId, data.to, await databaseNow(tx));
  }
}
