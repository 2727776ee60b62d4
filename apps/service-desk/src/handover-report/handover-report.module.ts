import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { HandoverFactsRepository } from './handover-facts.repository.js';
import { HandoverReportController } from './handover-report.controller.js';
import { HandoverReportService } from './handover-report.service.js';

@Module({
  imports: [CalendarsModule],
  controllers: [HandoverReportController],
  providers: [HandoverFactsRepository, HandoverReportService],
})
export class HandoverReportModule {}
