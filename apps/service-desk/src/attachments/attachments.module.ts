import multipart from '@fastify/multipart';
import { CONFIG } from '@crm/platform/config';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CasesModule } from '../cases/cases.module.js';
import type { ServiceDeskConfig } from '../config.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsService } from './attachments.service.js';
import { ContentsService } from './contents.service.js';
import { storeOf } from './store-of.js';

@Module({
  imports: [CasesModule],
  controllers: [AttachmentsController],
  providers: [
    AttachmentsService,
    ContentsService,
    { provide: AttachmentStore, inject: [CONFIG], useFactory: (config: ServiceDeskConfig) => storeOf(config) },
  ],
  exports: [AttachmentsService, ContentsService],
})
export class AttachmentsModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /** JSON is the only kind of body that the platform reads. Not awaited: see the imports of customer-master. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // One byte more than is taken, so that our own limit answers.
    const fileSize = this.config.ATTACHMENT_MOST_BYTES + 1;
    void fastify.register(multipart, {
      limits: { fileSize, files: 1, fields: 5, fieldSize: 1_000, fieldNameSize: 100, headerPairs: 50 },
    });
  }
}
