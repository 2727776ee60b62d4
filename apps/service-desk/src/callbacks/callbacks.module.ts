import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CallbackAssignments } from './callback-assignments.service.js';
import { CallbackReminders } from './callback-reminders.js';
import { CallbackTasks } from './callback-tasks.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { CallbacksService } from './callbacks.service.js';
import { CallbackCallers } from './callers.service.js';

@Module({
  imports: [CasesModule],
  controllers: [CallbacksController],
  providers: [
    CallbacksRepository,
    CallbacksService,
    CallbackAssignments,
    CallbackCallers,
    CallbackReminders,
    CallbackTasks,
  ],
  exports: [CallbackAssignments, CallbacksService],
})
export class CallbacksModule {}
