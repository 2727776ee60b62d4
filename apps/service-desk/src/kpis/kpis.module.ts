import { Module } from '@nestjs/common';
import { SlaModule } from '../sla/sla.module.js';
import { KpisController } from './kpis.controller.js';
import { KpisRepository } from './kpis.repository.js';
import { KpisService } from './kpis.service.js';
import { UsedTimeBackfill } from './used-time-backfill.js';
import { UsedTimeRepository } from './used-time.repository.js';

@Module({
  imports: [SlaModule],
  controllers: [KpisController],
  providers: [KpisRepository, KpisService, UsedTimeBackfill, UsedTimeRepository],
})
export class KpisModule {}
