import { Module } from '@nestjs/common';
import { SlaChangesController } from './sla-changes.controller.js';
import { SlaChangesRepository } from './sla-changes.repository.js';
import { SlaChanges } from './sla-changes.service.js';

/** Keeps reports and applications; it knows neither cases nor clocks, so that whatever publishes something can start one. */
@Module({
  controllers: [SlaChangesController],
  providers: [SlaChanges, SlaChangesRepository],
  exports: [SlaChanges, SlaChangesRepository],
})
export class SlaChangesModule {}
