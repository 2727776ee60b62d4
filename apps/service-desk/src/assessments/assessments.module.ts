import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CausesModule } from '../causes/causes.module.js';
import { KindsModule } from '../kinds/kinds.module.js';
import { ProblemsModule } from '../problems/problems.module.js';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentsService } from './assessments.service.js';

@Module({
  imports: [CasesModule, CausesModule, KindsModule, ProblemsModule],
  controllers: [AssessmentsController],
  providers: [AssessmentsService],
})
export class AssessmentsModule {}
