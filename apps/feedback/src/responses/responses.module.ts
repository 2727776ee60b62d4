import { Module } from '@nestjs/common';
import { ResponsesController } from './responses.controller.js';
import { ResponsesRepository } from './responses.repository.js';
import { ResponsesService } from './responses.service.js';
import { ScoreTallies } from './score-tallies.js';

@Module({
  controllers: [ResponsesController],
  providers: [ResponsesService, ResponsesRepository, ScoreTallies],
  exports: [ResponsesService, ScoreTallies],
})
export class ResponsesModule {}
