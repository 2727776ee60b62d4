import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { PurchaseEventsConsumer } from './order-events.consumer.js';
import { PurchaseFigures } from './purchase-figures.js';
import { Purchases } from './purchases.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [PurchaseEventsConsumer],
  providers: [Purchases, PurchaseFigures],
  exports: [PurchaseFigures],
})
export class PurchasesModule {}
