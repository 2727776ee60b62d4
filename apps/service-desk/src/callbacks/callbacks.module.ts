import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { CallbacksService } from './callbacks.service.js';

@Module({
  imports: [CasesModule],
  controllers: [CallbacksController],
  providers: [CallbacksRepository, CallbacksService],
  exports: [CallbacksService],
})
export class CallbacksModule {}
