import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { QueuesModule } from '../queues/queues.module.js';
import { CandidatesService } from './candidates.service.js';
import { OwnerDirectory } from './owner-directory.js';
import { OwnersService } from './owners.service.js';
import { RoutingController } from './routing.controller.js';
import { RoutingRulesController } from './routing-rules.controller.js';
import { RoutingRulesService } from './routing-rules.service.js';

@Module({
  imports: [AgentsModule, CalendarsModule, CasesModule, QueuesModule],
  controllers: [RoutingController, RoutingRulesController],
  providers: [CandidatesService, OwnerDirectory, OwnersService, RoutingRulesService],
  exports: [OwnerDirectory, OwnersService],
})
export class RoutingModule {}
