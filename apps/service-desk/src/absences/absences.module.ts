import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { AbsenceTimers } from './absence-timers.js';
import { AbsencesRepository } from './absences.repository.js';
import { AbsencesService } from './absences.service.js';
import { EmployeeCardsConsumer } from './employee-cards.consumer.js';
import { SuccessorsService } from './successors.service.js';

@Module({
  imports: [CasesModule, HandoversModule, RoutingModule],
  controllers: [EmployeeCardsConsumer],
  providers: [AbsenceTimers, AbsencesRepository, AbsencesService, SuccessorsService],
  exports: [AbsencesService, SuccessorsService],
})
export class AbsencesModule {}
