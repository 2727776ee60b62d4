import { Module } from '@nestjs/common';
import { ReceptionModule } from '../reception/reception.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AudienceService } from './audience.service.js';
import { OrderEventsConsumer } from './order-events.consumer.js';
import { ProactiveRepository } from './proactive.repository.js';
import { ProactiveActionsController } from './proactive-actions.controller.js';
import { ProactiveActionsService } from './proactive-actions.service.js';
import { ProactiveBatches } from './proactive-batches.js';
import { ProactiveTasksController } from './proactive-tasks.controller.js';
import { ProactiveTasksService } from './proactive-tasks.service.js';
import { TaskAssignees } from './task-assignees.js';
import { TaskChangesRepository } from './task-changes.repository.js';
import { TaskChanges } from './task-changes.service.js';
import { TaskTimers } from './task-timers.js';

@Module({
  imports: [ReceptionModule, StaffModule],
  controllers: [ProactiveActionsController, ProactiveTasksController, OrderEventsConsumer],
  providers: [
    ProactiveRepository,
    ProactiveActionsService,
    ProactiveTasksService,
    ProactiveBatches,
    AudienceService,
    TaskAssignees,
    TaskChanges,
    TaskChangesRepository,
    TaskTimers,
  ],
  exports: [ProactiveActionsService],
})
export class ProactiveModule {}
