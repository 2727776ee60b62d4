import { Module } from '@nestjs/common';
import { FollowUpsModule } from '../follow-ups/follow-ups.module.js';
import { CaseClosedConsumer } from './case-events.consumer.js';
import { InvitationExpiry } from './invitation-expiry.js';
import { InvitationReturns } from './invitation-returns.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsRepository } from './invitations.repository.js';
import { InvitationsService } from './invitations.service.js';
import { MessageEventsConsumer } from './message-events.consumer.js';

@Module({
  imports: [FollowUpsModule],
  controllers: [InvitationsController, CaseClosedConsumer, MessageEventsConsumer],
  providers: [InvitationsService, InvitationsRepository, InvitationExpiry, InvitationReturns],
  exports: [InvitationsService, InvitationReturns],
})
export class InvitationsModule {}
