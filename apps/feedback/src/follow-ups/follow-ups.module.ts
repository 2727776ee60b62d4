import { Module } from '@nestjs/common';
import { FollowUpCasesConsumer } from './case-events.consumer.js';
import { FollowUpsController } from './follow-ups.controller.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { FollowUpsService } from './follow-ups.service.js';

@Module({
  controllers: [FollowUpsController, FollowUpCasesConsumer],
  providers: [FollowUpsService, FollowUpsRepository],
  exports: [FollowUpsService],
})
export class FollowUpsModule {}
