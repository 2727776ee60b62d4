import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { CallersService } from './callers.service.js';
import { FeedbackEventsConsumer } from './feedback-events.consumer.js';
import { FollowUpsService } from './follow-ups.service.js';
import { IntakesController } from './intakes.controller.js';
import { OwnersService } from './owners.service.js';
import { ReceptionService } from './reception.service.js';

@Module({
  imports: [CasesModule, HandoversModule, IntakesModule],
  controllers: [IntakesController, FeedbackEventsConsumer],
  providers: [ReceptionService, FollowUpsService, CallersService, OwnersService],
})
export class ReceptionModule {}
