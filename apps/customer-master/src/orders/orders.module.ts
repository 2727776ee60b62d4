import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { ErpEventsConsumer } from './erp-events.consumer.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [OrdersController, ErpEventsConsumer],
  providers: [OrdersService, OrdersRepository],
  exports: [OrdersService],
})
export class OrdersModule {}
