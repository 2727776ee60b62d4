import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { eventStream } from '@crm/platform/sse';
import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiImportId } from './api-import-id.js';
import { ImportEvents } from './import-events.service.js';
import { ImportResponse, toImportResponse } from './imports.dto.js';
import { ImportsService } from './imports.service.js';

/** Imports while they run. */
@ApiTags('imports')
@Controller('imports')
export class ImportProgressController {
  constructor(
    private readonly imports: ImportsService,
    private readonly events: ImportEvents,
  ) {}

  @Get(':id/events')
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Follow an import',
    description:
      'Server-sent events: `progress` with the whole import, whenever it is further; a comment every 15 s while nothing happens. Ends with the ' +
      'import, or after ten minutes. `GET /imports/{id}` tells the same to who asks again and again.',
  })
  @ApiImportId()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'Id of the last event that came; browsers send it by themselves. 204 when nothing will come behind it.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The events.', schema: { type: 'string' } })
  @ApiNoContentResponse({ description: 'The import is over, and the client knows it.' })
  async follow(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
    @Headers('last-event-id') after: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const events = await this.events.of(id, user, after);
    if (events) return eventStream(reply, events);
    void reply.code(204).header('cache-control', 'no-store');
    return undefined;
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Cancel an import',
    description: 'Rows that were handled stay imported until the import is taken back; the others are forgotten.',
  })
  @ApiImportId()
  @ApiOkResponse({ type: ImportResponse, description: 'Cancelled.' })
  @ApiProblem(409, 'import-not-cancellable')
  cancel(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    const now = new Date();
    return run(async (tx) => toImportResponse(await this.imports.cancel(tx, id, user, now)));
  }
}
