import { Module } from '@nestjs/common';
import { CallbacksModule } from '../callbacks/callbacks.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { RecusalsService } from './recusals.service.js';

@Module({
  imports: [CallbacksModule, CasesModule, HandoversModule, RoutingModule],
  providers: [RecusalsService],
  exports: [RecusalsService],
})
export class RecusalsModule {}
