import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { KindsModule } from '../kinds/kinds.module.js';
import { RecusalsModule } from '../recusals/recusals.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { ArrivalsService } from './arrivals.service.js';
import { CallersService } from './callers.service.js';
import { FeedbackEventsConsumer } from './feedback-events.consumer.js';
import { FollowUpsService } from './follow-ups.service.js';
import { IntakesController } from './intakes.controller.js';
import { RecognitionService } from './recognition.service.js';
import { ReceptionService } from './reception.service.js';

@Module({
  imports: [CasesModule, HandoversModule, IntakesModule, KindsModule, RecusalsModule, RoutingModule],
  controllers: [IntakesController, FeedbackEventsConsumer],
  providers: [ReceptionService, RecognitionService, ArrivalsService, FollowUpsService, CallersService],
  exports: [ReceptionService, ArrivalsService, CallersService],
})
export class ReceptionModule {}
