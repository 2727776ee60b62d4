import { Module } from '@nestjs/common';
import { IntakesModule } from '../intakes/intakes.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { CaseClocks } from './case-clocks.service.js';
import { CaseHistory } from './case-history.service.js';
import { CaseFilesService } from './case-files.service.js';
import { CasesController } from './cases.controller.js';
import { CasesRepository } from './cases.repository.js';
import { CasesService } from './cases.service.js';
import { OpenCasesRepository } from './open-cases.repository.js';
import { SealedWords } from './sealed-words.js';
import { TimelineService } from './timeline.service.js';

@Module({
  imports: [IntakesModule, NoticesModule, SlaModule],
  controllers: [CasesController],
  providers: [
    CasesRepository,
    OpenCasesRepository,
    CasesService,
    CaseClocks,
    CaseFilesService,
    CaseHistory,
    SealedWords,
    TimelineService,
  ],
  exports: [CasesService, CaseClocks, CaseFilesService, SealedWords],
})
export class CasesModule {}
