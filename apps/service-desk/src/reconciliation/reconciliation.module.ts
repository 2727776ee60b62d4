import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { DailyReconciliation } from './daily-reconciliation.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { ReconciliationMetrics } from './reconciliation.metrics.js';
import { ReconciliationService } from './reconciliation.service.js';
import { ReconciliationsRepository } from './reconciliations.repository.js';
import { StoredCasesRepository } from './stored-cases.repository.js';

@Module({
  imports: [CalendarsModule, SlaModule],
  controllers: [ReconciliationController],
  providers: [
    DailyReconciliation,
    ReconciliationMetrics,
    ReconciliationService,
    ReconciliationsRepository,
    StoredCasesRepository,
  ],
  exports: [ReconciliationService],
})
export class ReconciliationModule {}
