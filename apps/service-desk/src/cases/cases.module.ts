import { Module } from '@nestjs/common';
import { IntakesModule } from '../intakes/intakes.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { CaseClocks } from './case-clocks.service.js';
import { CaseFilesService } from './case-files.service.js';
import { CasesController } from './cases.controller.js';
import { CasesRepository } from './cases.repository.js';
import { CasesService } from './cases.service.js';
import { TimelineService } from './timeline.service.js';

@Module({
  imports: [IntakesModule, SlaModule],
  controllers: [CasesController],
  providers: [CasesRepository, CasesService, CaseClocks, CaseFilesService, TimelineService],
  exports: [CasesService, CaseClocks, CaseFilesService],
})
export class CasesModule {}
