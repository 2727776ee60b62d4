import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AbsencesModule } from './absences/absences.module.js';
import { AgentsModule } from './agents/agents.module.js';
import { ArticlesModule } from './articles/articles.module.js';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { ContextModule } from './context/context.module.js';
import { CustomerLinksModule } from './customer-links/customer-links.module.js';
import { EndingsModule } from './endings/endings.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { ExtensionsModule } from './extensions/extensions.module.js';
import { GoodwillModule } from './goodwill/goodwill.module.js';
import { HandlingModule } from './handling/handling.module.js';
import { HandoverReportModule } from './handover-report/handover-report.module.js';
import { InboundModule } from './inbound/inbound.module.js';
import { KpisModule } from './kpis/kpis.module.js';
import { LevelsModule } from './levels/levels.module.js';
import { LinksModule } from './links/links.module.js';
import { MovesModule } from './moves/moves.module.js';
import { NotesModule } from './notes/notes.module.js';
import { QueuesModule } from './queues/queues.module.js';
import { ReceptionModule } from './reception/reception.module.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { SlaChangeRunnerModule } from './sla-changes/sla-change-runner.module.js';
import { WallBoardModule } from './wall-board/wall-board.module.js';

@Module({
  imports: [
    DirectoryModule,
    AbsencesModule,
    AgentsModule,
    ArticlesModule,
    AssessmentsModule,
    AttachmentsModule,
    ContextModule,
    CustomerLinksModule,
    EndingsModule,
    ExportsModule,
    ExtensionsModule,
    GoodwillModule,
    HandlingModule,
    HandoverReportModule,
    InboundModule,
    KpisModule,
    LevelsModule,
    LinksModule,
    MovesModule,
    NotesModule,
    QueuesModule,
    ReceptionModule,
    ReconciliationModule,
    RoutingModule,
    SlaChangeRunnerModule,
    WallBoardModule,
  ],
})
export class AppModule {}
