import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ProgramsModule } from '../programs/programs.module.js';
import { EarningOrdersRepository } from './earning-orders.repository.js';
import { OrderEventsConsumer } from './order-events.consumer.js';
import { PointsService } from './points.service.js';

@Module({
  imports: [ProgramsModule, AccountsModule],
  controllers: [OrderEventsConsumer],
  providers: [EarningOrdersRepository, PointsService],
  exports: [PointsService],
})
export class PointsModule {}
