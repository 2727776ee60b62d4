import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ClocksRepository } from './clocks.repository.js';
import { ClocksService } from './clocks.service.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesService } from './policies.service.js';
import { SlaPreviewController } from './sla-preview.controller.js';
import { WaitsService } from './waits.service.js';

@Module({
  imports: [CalendarsModule],
  controllers: [PoliciesController, SlaPreviewController],
  providers: [ClocksRepository, ClocksService, PoliciesService, WaitsService],
  exports: [ClocksService, PoliciesService, WaitsService],
})
export class SlaModule {}
