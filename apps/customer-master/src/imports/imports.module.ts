import multipart from '@fastify/multipart';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CustomersModule } from '../customers/customers.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ImportEvents } from './import-events.service.js';
import { ImportProgressController } from './import-progress.controller.js';
import { ImportRecordsRepository } from './import-records.repository.js';
import { ImportBatches } from './import-batches.service.js';
import { ImportRunner } from './import-runner.js';
import { ImportUploads, mostBytesOfUpload } from './import-uploads.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { MappingsController } from './mappings.controller.js';
import { ImportMappings } from './mappings.service.js';
import { RevertRunner } from './revert-runner.js';
import { RevertsController } from './reverts.controller.js';
import { ImportReverts } from './reverts.service.js';
import { RowImporter } from './row-importer.js';
import { StagedRowsRepository } from './staged-rows.repository.js';

@Module({
  imports: [CustomersModule, IdentityModule],
  // Paths without an id first.
  controllers: [MappingsController, ImportsController, ImportProgressController, RevertsController],
  providers: [
    ImportsService,
    ImportsRepository,
    StagedRowsRepository,
    ImportRecordsRepository,
    ImportMappings,
    ImportUploads,
    ImportEvents,
    ImportBatches,
    ImportRunner,
    ImportReverts,
    RevertRunner,
    RowImporter,
  ],
})
export class ImportsModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  /**
   * JSON is the only kind of body that the platform reads; imports stream past its limit. Not awaited: that would make
   * Fastify finish the routes before Nest has set its error handler, and broken bodies would get an answer of Fastify's own.
   */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    void fastify.register(multipart, {
      limits: {
        fileSize: mostBytesOfUpload,
        files: 1,
        fields: 10,
        fieldSize: 20_000,
        fieldNameSize: 100,
        headerPairs: 50,
      },
    });
  }
}
