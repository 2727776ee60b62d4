import { CONFIG } from '@crm/platform/config';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { CasesModule } from '../cases/cases.module.js';
import type { ServiceDeskConfig } from '../config.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { ReceptionModule } from '../reception/reception.module.js';
import { RepliesModule } from '../replies/replies.module.js';
import { ChannelSecrets } from './channel-secrets.js';
import { IgnoredMailsRepository } from './ignored-mails.repository.js';
import { InboundController } from './inbound.controller.js';
import { readMailBodies } from './mail-bodies.js';
import { MailFilesService } from './mail-files.service.js';
import { MailThreads } from './mail-threads.service.js';
import { MailsController } from './mails.controller.js';
import { MailsService } from './mails.service.js';

@Module({
  imports: [AttachmentsModule, CasesModule, IntakesModule, ReceptionModule, RepliesModule],
  // The path of mails is one of the channels' too, and the first that fits counts.
  controllers: [MailsController, InboundController],
  providers: [ChannelSecrets, IgnoredMailsRepository, MailFilesService, MailThreads, MailsService],
})
export class InboundModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  onModuleInit(): void {
    readMailBodies(this.host.httpAdapter.getInstance<FastifyInstance>(), this.config.MAIL_MAX_BYTES);
  }
}
