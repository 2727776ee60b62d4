import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { slowLine } from '@crm/platform/bootstrap';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { preferredLanguage } from '@crm/platform/problem';
import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { ApiImportId } from './api-import-id.js';
import { failedRowsFile } from './failed-rows-file.js';
import { ImportUploads } from './import-uploads.js';
import { ImportForm, ImportResponse, toImportResponse } from './imports.dto.js';
import { headersOf } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { refuseQuery } from './upload-options.js';

/** Source records by file. */
@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: ImportUploads,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @HttpCode(202)
  @RouteConfig({ leastBytesPerSecond: slowLine })
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Import a CSV or XLSX file of source records',
    description:
      'Each row is a record of one system, as `PUT /customers/by-source/{source}/{sourceId}` takes it. Columns: `source`, `sourceId`, `kind`, ' +
      '`name`, `shortName`, `formerName`, `englishName`, `nickname`, `familyName`, `givenName`, `birthDate`, `gender`, `uscc`, `tax`, `orgCode`, ' +
      '`nationalId`, `passport`, `member`, `phone`, `email`, `wechat`, `fax`, `address`, `street`, `locality`, `region`, `postalCode`, `country`, ' +
      '`industry`, `department`, `owner`, `status`, `observedAt`, `contactName`; `sourceId`, `kind` and `name` or `familyName` have to be there. ' +
      'Other headings need a mapping (`columns`); the refusal proposes one in `proposedMapping`. ' +
      'An upload may take as long as it needs at 64 KiB per second (after two minutes; 408). ' +
      'The answer comes when the file is read; its rows are handled afterwards (`GET /imports/{id}/events`). A row that is refused harms no other. The same file again ' +
      'changes nothing.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportForm })
  @ApiAcceptedResponse({ type: ImportResponse, description: 'Staged; the rows are handled now.' })
  @ApiProblem(400, 'unreadable-encoding', 'unreadable-csv', 'unreadable-workbook', 'unsuitable-header', 'too-many-rows')
  async upload(
    @Command() run: RunCommand,
    @Req() request: FastifyRequest,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    refuseQuery(request.query);
    const now = new Date();
    const upload = await this.uploads.receive(request, user, now);
    const { id, file, source, dryRun, defaultKind, columns, sheet } = upload;
    // What an Idempotency-Key stands for; the file itself is gone by now.
    request.body = { digest: file.digest, source, dryRun, defaultKind, columns, sheet };
    let isStarted = false;
    try {
      return await run(async (tx) => {
        const job = await this.imports.start(tx, upload, now);
        isStarted = true;
        return new Answer(toImportResponse(job), { location: `/customer-master/v1/imports/${id}` });
      });
    } finally {
      // A repetition got the first answer again: its own copy of the file is of no use.
      if (!isStarted) await this.uploads.discard(id);
    }
  }

  @Get()
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'List imports', description: 'The newest first.' })
  @ApiPage(ImportResponse)
  list(@Query() { limit, cursor }: PageQuery, @CurrentUser() user: User): Promise<Page<ImportResponse>> {
    const after = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    return this.transactions.run(async (tx) => {
      const { items, next } = toPage(await this.imports.page(tx, after?.id, limit + 1, user), limit, ({ id }) => ({
        id,
      }));
      return { items: items.map(toImportResponse), next };
    });
  }

  @Get(':id')
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'Read an import and how far it is' })
  @ApiImportId()
  @ApiOkResponse({ type: ImportResponse, description: 'The import, and how far it is.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ImportResponse> {
    return this.transactions.run(async (tx) => toImportResponse(await this.imports.find(tx, id, user)));
  }

  @Get(':id/errors')
  @RequirePermission('customer:import')
  @ApiOperation({
    summary: 'Download the rows that were refused, and those left out for a later one',
    description:
      'CSV in UTF-8: number of the row (the header is row 1), code, reason, then the row as it came. A cell that a spreadsheet would ' +
      "take for a formula has a `'` before it.",
  })
  @ApiImportId()
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  async errors(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<StreamableFile> {
    const job = await this.transactions.run((tx) => this.imports.find(tx, id, user));
    const file = failedRowsFile(headersOf(job), preferredLanguage(accepted), (afterRow, limit) =>
      this.transactions.run((tx) => this.imports.failures(tx, id, afterRow, limit)),
    );
    return new StreamableFile(file, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="import-${id}-errors.csv"`,
    });
  }

  @Post(':id/commit')
  @HttpCode(202)
  @RequirePermission('customer:import')
  @ApiOperation({ summary: 'Do what a dry run has validated', description: 'Its counts and errors start anew.' })
  @ApiImportId()
  @ApiAcceptedResponse({ type: ImportResponse, description: 'Its rows are handled now.' })
  @ApiProblem(409, 'import-not-validated')
  commit(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    const now = new Date();
    return run(async (tx) => toImportResponse(await this.imports.commit(tx, id, user, now)));
  }
}
