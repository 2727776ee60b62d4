import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerQualityController } from './customer-quality.controller.js';
import { KeptQuality } from './kept-quality.service.js';
import { QualityDaysRepository } from './quality-days.repository.js';
import { QualityEventsConsumer } from './quality-events.consumer.js';
import { QualityFactsRepository } from './quality-facts.repository.js';
import { QualityFiguresService } from './quality-figures.service.js';
import { QualityMeasures } from './quality-measures.js';
import { QualityRulesController } from './quality-rules.controller.js';
import { QualityRules } from './quality-rules.service.js';
import { QualityScoresRepository } from './quality-scores.repository.js';
import { QualityScores } from './quality-scores.service.js';
import { QualityWorker } from './quality-worker.js';
import { QualityWorklistRepository } from './quality-worklist.repository.js';
import { QualityController } from './quality.controller.js';
import { VerifiedToday } from './verified-today.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [CustomerQualityController, QualityRulesController, QualityController, QualityEventsConsumer],
  providers: [
    QualityRules,
    QualityScores,
    QualityScoresRepository,
    QualityFactsRepository,
    QualityWorker,
    QualityMeasures,
    QualityDaysRepository,
    QualityFiguresService,
    QualityWorklistRepository,
    VerifiedToday,
    KeptQuality,
  ],
  exports: [KeptQuality],
})
export class QualityModule {}
