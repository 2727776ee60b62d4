import { Module } from '@nestjs/common';
import { CalendarImportsController } from './calendar-imports.controller.js';
import { CalendarImportsService } from './calendar-imports.service.js';
import { CalendarsController } from './calendars.controller.js';
import { CalendarsRepository } from './calendars.repository.js';
import { CalendarsService } from './calendars.service.js';

@Module({
  controllers: [CalendarsController, CalendarImportsController],
  providers: [CalendarsRepository, CalendarsService, CalendarImportsService],
  exports: [CalendarsService],
})
export class CalendarsModule {}
