import { databaseNow, TransactionRunner } from '@crm/persistence';
import { Public } from '@crm/platform/auth';
import { slowLine } from '@crm/platform/bootstrap';
import { ApiProblem } from '@crm/platform/openapi';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailResponse } from './inbound.dto.js';
import { MailFilesService } from './mail-files.service.js';
import { mailType } from './mail-bodies.js';
import { readMail } from './mail-reader.js';
import { type MailOutcome, MailsService } from './mails.service.js';
import { ApiSigned } from './signed.decorator.js';
import { deliverer, MailGuard } from './signed.guard.js';

const example = [
  'From: Zhang San <zhang@example.com>',
  'To: service@example.com',
  'Subject: =?UTF-8?B?5rC05rO15ryP5rK5?=',
  'Message-ID: <20260105100000.1@example.com>',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  '5rC05rO15a6J6KOF56ys5LqM5aSp5byA5aeL5ryP5rK544CC',
  '',
].join('\r\n');

@ApiTags('Intake')
@Controller('inbound')
export class MailsController {
  constructor(
    private readonly mails: MailsService,
    private readonly files: MailFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('email')
  @HttpCode(200)
  @RouteConfig({ leastBytesPerSecond: slowLine })
  @Public()
  @UseGuards(MailGuard)
  @ApiSigned({ required: false })
  @ApiOperation({
    summary: 'Deliver a mail',
    description:
      'For a mail gateway: the mail as it came (MIME), with a token that has `intake:write`, or signed like every other ' +
      'channel. An answer joins the case of what it answers; a case number in the subject leads into the case only somebody ' +
      'who was heard in it. Mails that programs wrote (absence notes, bounces, lists) are ignored. The same `Message-ID` ' +
      'again gets the answer of then. Its files become files of the case; those that cases do not take are named in the text. ' +
      'With a token it may take longer than two minutes as long as it comes with 64 KiB a second on the whole.',
  })
  @ApiConsumes(mailType)
  @ApiBody({
    schema: { type: 'string' },
    examples: { mail: { value: example } },
    description: 'A MIME message (RFC 5322).',
  })
  @ApiCreatedResponse({ type: MailResponse, description: 'The contact was recorded. `Location` is the case.' })
  @ApiOkResponse({ type: MailResponse, description: 'It was recorded before, or is ignored.' })
  @ApiProblem(400, 'mail-unreadable')
  @ApiProblem(403, 'forbidden')
  @ApiProblem(413, 'payload-too-large')
  @ApiProblem(415, 'unsupported-media-type')
  async deliver(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailResponse> {
    // Outside of the transaction: it may take a moment.
    const mail = await readMail(request.body as Buffer);
    const files = await this.files.keep(mail);
    const user = request.user ?? deliverer('email');
    const outcome = await this.transactions.run(async (tx) =>
      this.mails.receive(tx, mail, files, user, await databaseNow(tx)),
    );
    if ('isNew' in outcome && outcome.isNew) {
      reply.code(201).header('location', `/service-desk/v1/cases/${outcome.decision.caseId}`);
    }
    return toResponse(outcome);
  }
}

const toResponse = (outcome: MailOutcome): MailResponse =>
  'ignored' in outcome
    ? { id: null, caseId: null, decision: 'ignored', reason: outcome.ignored, suggestions: [] }
    : { ...outcome.decision, reason: null };
