import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { ContextController } from './context.controller.js';
import { ContextRepository } from './context.repository.js';
import { ContextService } from './context.service.js';
import { ScoresConsumer } from './scores.consumer.js';

@Module({
  imports: [CasesModule],
  controllers: [ContextController, ScoresConsumer],
  providers: [ContextRepository, ContextService],
})
export class ContextModule {}
