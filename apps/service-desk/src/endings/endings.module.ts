import { Module } from '@nestjs/common';
import { CallbacksModule } from '../callbacks/callbacks.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { ProblemsModule } from '../problems/problems.module.js';
import { RecusalsModule } from '../recusals/recusals.module.js';
import { EndingsController } from './endings.controller.js';
import { InheritanceService } from './inheritance.service.js';
import { MergesService } from './merges.service.js';
import { ReleaseService } from './release.service.js';
import { WithdrawalsController } from './withdrawals.controller.js';
import { WithdrawalsService } from './withdrawals.service.js';

@Module({
  imports: [CallbacksModule, CasesModule, HandoversModule, ProblemsModule, RecusalsModule],
  controllers: [EndingsController, WithdrawalsController],
  providers: [WithdrawalsService, MergesService, ReleaseService, InheritanceService],
  exports: [MergesService],
})
export class EndingsModule {}
