import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { BalancesService } from './balances.service.js';
import { CustomerEventsConsumer } from './customer-events.consumer.js';
import { StatementsService } from './statements.service.js';

@Module({
  imports: [LedgerModule],
  controllers: [AccountsController, CustomerEventsConsumer],
  providers: [AccountsRepository, AccountsService, BalancesService, StatementsService],
  exports: [AccountsService, BalancesService],
})
export class AccountsModule {}
