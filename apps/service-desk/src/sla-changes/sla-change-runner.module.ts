import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { ChangeApplication } from './change-application.js';
import { SlaChangeRetention } from './sla-change-retention.js';
import { SlaChangeRunner } from './sla-change-runner.js';
import { SlaChangesModule } from './sla-changes.module.js';

@Module({
  imports: [CasesModule, SlaModule, SlaChangesModule],
  providers: [ChangeApplication, SlaChangeRetention, SlaChangeRunner],
})
export class SlaChangeRunnerModule {}
