import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { LostCustomers } from './lost-customers.js';
import { StandingController } from './standing.controller.js';
import { StatusAdministration } from './status-administration.service.js';
import { StatusHistoryRepository } from './status-history.repository.js';
import { StatusRulesModule } from './status-rules.module.js';
import { StatusRulesRunner } from './status-rules-runner.js';
import { TargetCustomers } from './target-customers.service.js';

/** Applies and administers the rules of statuses. */
@Module({
  imports: [StatusRulesModule, CustomersModule, OrdersModule],
  controllers: [StandingController],
  providers: [LostCustomers, TargetCustomers, StatusAdministration, StatusRulesRunner, StatusHistoryRepository],
  exports: [TargetCustomers],
})
export class StandingModule {}
