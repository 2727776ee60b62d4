import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AnswersModule } from './answers/answers.module.js';
import { FollowUpsModule } from './follow-ups/follow-ups.module.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { PulseModule } from './pulse/pulse.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { ScoresModule } from './scores/scores.module.js';

@Module({
  imports: [
    DirectoryModule,
    InvitationsModule,
    AnswersModule,
    ResponsesModule,
    FollowUpsModule,
    ScoresModule,
    PulseModule,
  ],
})
export class AppModule {}
