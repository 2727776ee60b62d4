import { Module } from '@nestjs/common';
import { SlaChangesModule } from '../sla-changes/sla-changes.module.js';
import { CalendarChanges } from './calendar-changes.service.js';
import { CalendarImportsController } from './calendar-imports.controller.js';
import { CalendarImportsService } from './calendar-imports.service.js';
import { CalendarReportsController } from './calendar-reports.controller.js';
import { CalendarsController } from './calendars.controller.js';
import { CalendarsRepository } from './calendars.repository.js';
import { CalendarsService } from './calendars.service.js';

@Module({
  imports: [SlaChangesModule],
  controllers: [CalendarsController, CalendarImportsController, CalendarReportsController],
  providers: [CalendarChanges, CalendarsRepository, CalendarsService, CalendarImportsService],
  exports: [CalendarsService],
})
export class CalendarsModule {}
