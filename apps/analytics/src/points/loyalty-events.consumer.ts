import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { type Booked, Points } from './points.service.js';

/** Points as loyalty tells of them. */
@Controller()
export class LoyaltyEventsConsumer {
  constructor(private readonly points: Points) {}

  @Project(['points.accrued', 'points.adjusted', 'points.redeemed', 'points.reversed'], {
    readModel: { name: 'points@2', tables: ['fact_points'] },
  })
  record(tx: Tx, event: Booked): Promise<void> {
    return this.points.record(tx, event);
  }
}
