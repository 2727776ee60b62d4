import formbody from '@fastify/formbody';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CasesModule } from '../cases/cases.module.js';
import { ReceptionModule } from '../reception/reception.module.js';
import { ReplyMessagesConsumer } from './message-events.consumer.js';
import { RepliesRepository } from './replies.repository.js';
import { RepliesService } from './replies.service.js';
import { ReplyLinksController } from './reply-links.controller.js';
import { ReplyLinksService } from './reply-links.service.js';

/** Room for the longest answer: 5,000 characters of 4 bytes, each written `%XX`. */
const formLimitBytes = 65_536;

@Module({
  imports: [CasesModule, ReceptionModule],
  controllers: [ReplyLinksController, ReplyMessagesConsumer],
  providers: [RepliesRepository, RepliesService, ReplyLinksService],
  exports: [RepliesService],
})
export class RepliesModule implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  /** The platform reads JSON only; a page without a script sends a form. */
  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    void fastify.register(formbody, { bodyLimit: formLimitBytes });
  }
}
