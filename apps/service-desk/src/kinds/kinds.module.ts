import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { KindChanges } from './kind-changes.service.js';

@Module({
  imports: [CasesModule, HandoversModule, RoutingModule],
  providers: [KindChanges],
  exports: [KindChanges],
})
export class KindsModule {}
