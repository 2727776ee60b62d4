import { Module } from '@nestjs/common';
import { CalendarsController } from './calendars.controller.js';
import { CalendarsService } from './calendars.service.js';
import { ClocksService } from './clocks.service.js';

@Module({ controllers: [CalendarsController], providers: [CalendarsService, ClocksService], exports: [ClocksService] })
export class SlaModule {}
