import type { PointsAccrued, PointsRedeemed, PointsReversed } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Points } from './points.service.js';

/** Points as loyalty tells of them. */
@Controller()
export class LoyaltyEventsConsumer {
  constructor(private readonly points: Points) {}

  @Project(['points.accrued', 'points.redeemed', 'points.reversed'], { readModel: 'points@1' })
  record(tx: Tx, event: PointsAccrued | PointsRedeemed | PointsReversed): Promise<void> {
    return this.points.record(tx, event);
  }
}
