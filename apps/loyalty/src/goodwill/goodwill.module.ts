import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CaseEventsConsumer } from './case-events.consumer.js';
import { GoodwillService } from './goodwill.service.js';

@Module({ imports: [AccountsModule], controllers: [CaseEventsConsumer], providers: [GoodwillService] })
export class GoodwillModule {}
