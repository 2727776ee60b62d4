import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { RedemptionNotes } from './redemption-notes.js';
import { RedemptionReader } from './redemption-reader.js';
import { RedemptionsController } from './redemptions.controller.js';
import { RedemptionsService } from './redemptions.service.js';

@Module({
  imports: [AccountsModule, LedgerModule],
  controllers: [RedemptionsController],
  providers: [RedemptionsService, RedemptionReader, RedemptionNotes],
})
export class RedemptionsModule {}
