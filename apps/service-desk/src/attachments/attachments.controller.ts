import type {} from '@fastify/multipart';
import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { slowLine } from '@crm/platform/bootstrap';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { StatusProblem, ValidationFailed } from '@crm/platform/problem';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CasesService } from '../cases/cases.service.js';
import { AttachmentForm, AttachmentResponse, toAttachmentResponse } from './attachments.dto.js';
import { AttachmentGone } from './attachments.errors.js';
import { AttachmentsService } from './attachments.service.js';
import { ContentsService, type StoredContent } from './contents.service.js';

const ApiAttachmentId = (): MethodDecorator =>
  ApiParam({
    name: 'attachmentId',
    format: 'uuid',
    description: 'Id of the file.',
    example: '01981a2b-4444-7000-8000-0000000000f1',
  });

@ApiTags('Attachments')
@Controller('cases/:id/attachments')
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly contents: ContentsService,
    private readonly cases: CasesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RouteConfig({ leastBytesPerSecond: slowLine })
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Add a file to a case',
    description:
      'One file (part `file`), at most 50 to a case. Its content says what it is, whatever it is called; a name that says ' +
      'something else is refused. The same file again is the one that is there. It may take longer than two minutes as long as ' +
      'it comes with 64 KiB a second on the whole.',
  })
  @ApiCaseId()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AttachmentForm })
  @ApiCreatedResponse({ type: AttachmentResponse, description: 'It was added.' })
  @ApiOkResponse({ type: AttachmentResponse, description: 'The case has it already.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'too-many-attachments')
  @ApiProblem(413, 'attachment-too-large')
  @ApiProblem(422, 'attachment-type', 'attachment-empty')
  async add(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: FastifyRequest,
    @CurrentUser() user: User,
  ): Promise<AttachmentResponse> {
    // Nothing is read for whom the case is not.
    await this.transactions.run((tx) => this.attachments.permit(tx, id, user));
    const { name, stored } = await this.receive(request);
    // What an Idempotency-Key stands for; the file itself is gone by now.
    request.body = { name, sha256: stored.sha256 };
    let isRecorded = false;
    try {
      return await run(async (tx) => {
        const now = await databaseNow(tx);
        const { attachment, isNew } = await this.attachments.attach(tx, id, name, stored, user, now);
        isRecorded = true;
        const listed = await this.attachments.list(tx, id, user);
        const response = toAttachmentResponse(listed.find((one) => one.attachment.id === attachment.id)!);
        const location = `/service-desk/v1/cases/${attachment.caseId}/attachments/${attachment.id}`;
        return new Answer(response, { status: isNew ? 201 : 200, location });
      });
    } finally {
      if (!isRecorded) await this.contents.discard(stored.id);
    }
  }

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List the files of a case',
    description: 'With those of cases that were merged into it, and those deleted.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: [AttachmentResponse], description: 'The files, the oldest first.' })
  list(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<AttachmentResponse[]> {
    return this.transactions.run(async (tx) => (await this.attachments.list(tx, id, user)).map(toAttachmentResponse));
  }

  @Get(':attachmentId')
  @RequirePermission('case:read-text')
  @ApiOperation({ summary: 'Download a file of a case', description: 'To be saved: browsers do not show it.' })
  @ApiCaseId()
  @ApiAttachmentId()
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The content.', schema: { type: 'string', format: 'binary' } })
  @ApiProblem(410, 'attachment-gone')
  async download(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('attachmentId', ParseUUIDPipe) attachmentId: string,
    @CurrentUser() user: User,
  ): Promise<StreamableFile> {
    const { attachment, name, dataKey } = await this.transactions.run((tx) =>
      this.attachments.find(tx, id, attachmentId, user),
    );
    const content = await this.contents.read(attachmentId, dataKey);
    if (!content) throw new AttachmentGone();
    const { type, bytes } = attachment;
    return new StreamableFile(content, {
      type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
      length: bytes,
      disposition: `attachment; filename="attachment"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escaped)}`,
    });
  }

  @Delete(':attachmentId')
  @HttpCode(204)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Destroy a file of a case',
    description: 'Its name and content, for good; that there was one stays recorded.',
  })
  @ApiCaseId()
  @ApiAttachmentId()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  delete(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('attachmentId', ParseUUIDPipe) attachmentId: string,
    @CurrentUser() user: User,
  ): Promise<void> {
    return run(async (tx) => this.attachments.delete(tx, id, attachmentId, user, await databaseNow(tx)));
  }

  private async receive(request: FastifyRequest): Promise<{ name: string; stored: StoredContent }> {
    if (!request.isMultipart()) throw new StatusProblem(415);
    try {
      const part = await request.file();
      if (part?.fieldname !== 'file') {
        const message = { zh: '缺少文件', en: 'The file is missing.' };
        throw new ValidationFailed([{ pointer: '/file', message }]);
      }
      return { name: part.filename, stored: await this.contents.keep(part.filename, part.file) };
    } catch (error) {
      // The client may still be sending: what comes is let run off, so that it gets to read the answer.
      request.raw.unpipe().resume();
      throw error;
    }
  }
}

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
