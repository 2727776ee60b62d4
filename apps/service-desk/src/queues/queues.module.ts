import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { ClaimsService, ClaimWork } from './claims.service.js';
import { QueuesController } from './queues.controller.js';
import { QueuesRepository } from './queues.repository.js';
import { QueuesService } from './queues.service.js';
import { WaitingCases } from './waiting-cases.service.js';

@Module({
  imports: [AgentsModule, CasesModule, HandoversModule, StaffModule],
  controllers: [QueuesController],
  providers: [QueuesRepository, QueuesService, ClaimsService, ClaimWork, WaitingCases],
  exports: [QueuesService],
})
export class QueuesModule {}
