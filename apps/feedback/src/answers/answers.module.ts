import formbody from '@fastify/formbody';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { FollowUpsModule } from '../follow-ups/follow-ups.module.js';
import { InvitationsModule } from '../invitations/invitations.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { AnswersController } from './answers.controller.js';
import { AnswersService } from './answers.service.js';

/** Room for the longest comment: 2,000 characters of 4 bytes, each written `%XX`. */
const formLimitBytes = 32_768;

@Module({
  imports: [InvitationsModule, ResponsesModule, FollowUpsModule],
  controllers: [AnswersController],
  providers: [AnswersService],
})
export class AnswersModule implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  /** The platform reads JSON only; a page without a script sends a form. */
  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    void fastify.register(formbody, { bodyLimit: formLimitBytes });
  }
}
