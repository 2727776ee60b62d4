import { Module } from '@nestjs/common';
import { InvitationsModule } from '../invitations/invitations.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { ScoresController } from './scores.controller.js';
import { ScoresService } from './scores.service.js';

@Module({ imports: [InvitationsModule, ResponsesModule], controllers: [ScoresController], providers: [ScoresService] })
export class ScoresModule {}
