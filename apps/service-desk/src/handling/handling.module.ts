import { Module } from '@nestjs/common';
import { CallbacksModule } from '../callbacks/callbacks.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { CallbackOutcomesController } from './callback-outcomes.controller.js';
import { CallbackOutcomesService } from './callback-outcomes.service.js';
import { CustomerUpdates } from './customer-updates.js';
import { Deadlines } from './deadlines.js';
import { HandlingController } from './handling.controller.js';
import { HandlingService } from './handling.service.js';
import { WarningsService } from './warnings.service.js';

@Module({
  imports: [CallbacksModule, CasesModule, HandoversModule, SlaModule],
  controllers: [HandlingController, CallbackOutcomesController],
  providers: [HandlingService, CallbackOutcomesService, CustomerUpdates, Deadlines, WarningsService],
})
export class HandlingModule {}
