import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { GoodwillController } from './goodwill.controller.js';
import { GoodwillRepository } from './goodwill.repository.js';
import { GoodwillService } from './goodwill.service.js';
import { GoodwillAllowance } from './goodwill-allowance.js';
import { GoodwillFilesService } from './goodwill-files.service.js';
import { GoodwillLimitsController } from './goodwill-limits.controller.js';
import { GoodwillLimitsService } from './goodwill-limits.service.js';
import { LoyaltyEventsConsumer } from './loyalty-events.consumer.js';

@Module({
  imports: [CasesModule, StaffModule],
  controllers: [GoodwillController, GoodwillLimitsController, LoyaltyEventsConsumer],
  providers: [GoodwillRepository, GoodwillService, GoodwillAllowance, GoodwillFilesService, GoodwillLimitsService],
})
export class GoodwillModule {}
