import { Module } from '@nestjs/common';
import { AbsencesModule } from '../absences/absences.module.js';
import { CallbacksModule } from '../callbacks/callbacks.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { ArticlesModule } from '../articles/articles.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { CallbackOutcomesController } from './callback-outcomes.controller.js';
import { CallbackOutcomesService } from './callback-outcomes.service.js';
import { CustomerUpdates } from './customer-updates.js';
import { Deadlines } from './deadlines.js';
import { HandlingController } from './handling.controller.js';
import { HandlingService } from './handling.service.js';
import { ReopeningsService } from './reopenings.service.js';
import { RepliesController } from './replies.controller.js';
import { ReplyingService } from './replying.service.js';
import { WarningsService } from './warnings.service.js';

@Module({
  imports: [AbsencesModule, ArticlesModule, CallbacksModule, CasesModule, HandoversModule, RepliesModule, SlaModule],
  controllers: [HandlingController, CallbackOutcomesController, RepliesController],
  providers: [
    HandlingService,
    CallbackOutcomesService,
    CustomerUpdates,
    Deadlines,
    ReopeningsService,
    ReplyingService,
    WarningsService,
  ],
})
export class HandlingModule {}
