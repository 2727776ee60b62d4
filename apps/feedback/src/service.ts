import { directoryMigrations } from '@crm/directory';
import { defineService } from '@crm/platform/bootstrap';
import { AppModule } from './app.module.js';
import { feedbackConfig } from './config.js';
import { FollowUp } from './follow-ups/follow-up.entity.js';
import { Invitation } from './invitations/invitation.entity.js';
import { CreateFeedback1764300000001 } from './migrations/1764300000001-create-feedback.js';
import { MergedFollowUps1764360000001 } from './migrations/1764360000001-merged-follow-ups.js';
import { Response } from './responses/response.entity.js';

/** The service as the platform, its migrations and its tests start it. */
export const service = defineService({
  name: 'feedback',
  title: 'Feedback',
  description:
    'Measured satisfaction with a closed loop: after a case is closed its customer is invited to answer, ' +
    'NPS and CSAT come with n and interval, and a bad answer asks service-desk for exactly one follow-up case.',
  module: AppModule,
  config: feedbackConfig,
  entities: [Invitation, Response, FollowUp],
  migrations: [...directoryMigrations, CreateFeedback1764300000001, MergedFollowUps1764360000001],
});
