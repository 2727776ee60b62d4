import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { ClocksService } from './clocks.service.js';
import { SlaPreviewController } from './sla-preview.controller.js';

@Module({
  imports: [CalendarsModule],
  controllers: [SlaPreviewController],
  providers: [ClocksService],
  exports: [ClocksService],
})
export class SlaModule {}
