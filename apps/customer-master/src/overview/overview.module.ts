import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { QualityModule } from '../quality/quality.module.js';
import { OverviewController } from './overview.controller.js';
import { JointFigures } from './joint-figures.service.js';
import { OverviewEventsConsumer } from './overview-events.consumer.js';
import { OverviewRepository } from './overview.repository.js';
import { OverviewService } from './overview.service.js';

@Module({
  imports: [CustomersModule, OrdersModule, MessagesModule, QualityModule],
  controllers: [OverviewController, OverviewEventsConsumer],
  providers: [OverviewService, JointFigures, OverviewRepository],
  exports: [JointFigures, OverviewService],
})
export class OverviewModule {}
