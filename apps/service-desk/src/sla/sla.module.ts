import { Module } from '@nestjs/common';
import { CalendarsController } from './calendars.controller.js';
import { CalendarsService } from './calendars.service.js';
import { ClocksService } from './clocks.service.js';
import { SlaPreviewController } from './sla-preview.controller.js';

@Module({
  controllers: [CalendarsController, SlaPreviewController],
  providers: [CalendarsService, ClocksService],
  exports: [ClocksService],
})
export class SlaModule {}
