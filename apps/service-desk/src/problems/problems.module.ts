import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CausesModule } from '../causes/causes.module.js';
import { ProactiveModule } from '../proactive/proactive.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { PreventiveActionsController } from './preventive-actions.controller.js';
import { PreventiveActionsRepository } from './preventive-actions.repository.js';
import { PreventiveActionsService } from './preventive-actions.service.js';
import { ProblemActionsController } from './problem-actions.controller.js';
import { ProblemDetection } from './problem-detection.service.js';
import { ProblemFilesService } from './problem-files.service.js';
import { ProblemRulesController } from './problem-rules.controller.js';
import { ProblemRulesService } from './problem-rules.service.js';
import { ProblemTimers } from './problem-timers.js';
import { ProblemsController } from './problems.controller.js';
import { ProblemsRepository } from './problems.repository.js';
import { ProblemsService } from './problems.service.js';

@Module({
  imports: [CasesModule, CausesModule, ProactiveModule, StaffModule],
  controllers: [ProblemsController, ProblemActionsController, PreventiveActionsController, ProblemRulesController],
  providers: [
    ProblemsRepository,
    PreventiveActionsRepository,
    ProblemsService,
    PreventiveActionsService,
    ProblemFilesService,
    ProblemDetection,
    ProblemRulesService,
    ProblemTimers,
  ],
  exports: [ProblemDetection],
})
export class ProblemsModule {}
