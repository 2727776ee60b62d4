import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AdjudicationsService } from './adjudications.service.js';
import { GivenOffers } from './given-offers.service.js';
import { HandoverBook } from './handover-book.js';
import { HandoversController } from './handovers.controller.js';
import { HandoversRepository } from './handovers.repository.js';
import { HandoversService } from './handovers.service.js';

@Module({
  imports: [CasesModule, StaffModule],
  controllers: [HandoversController],
  providers: [HandoversRepository, HandoverBook, HandoversService, GivenOffers, AdjudicationsService],
  exports: [HandoversService],
})
export class HandoversModule {}
