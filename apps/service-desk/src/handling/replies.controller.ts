import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatchIfGiven, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CasesService } from '../cases/cases.service.js';
import { ReplyRequest, ReplyResponse, toReplyResponse } from './replies.dto.js';
import { ReplyingService } from './replying.service.js';

@ApiTags('Replies')
@Controller('cases/:id/replies')
export class RepliesController {
  constructor(
    private readonly replying: ReplyingService,
    private readonly cases: CasesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Reply to the customer',
    description:
      'The step `respond` of a case, with the reply as the answer. The customer gets a message with a link behind which the ' +
      'reply is read and can be answered; `delivery` says at once when nothing can be sent, and later what became of it.',
  })
  @ApiCaseId()
  @ApiCreatedResponse({ type: ReplyResponse, description: 'The reply.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-state')
  reply(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { text, articleId, channel, toldBy }: ReplyRequest,
    @CurrentUser() user: User,
  ): Promise<ReplyResponse> {
    const reply = {
      text,
      articleId: articleId?.toLowerCase() ?? null,
      channel: channel ?? null,
      toldBy: toldBy ?? null,
    };
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      return toReplyResponse(await this.replying.reply(tx, id, reply, user, await databaseNow(tx)));
    });
  }

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List the replies of a case, the newest first',
    description: 'With what became of each, and what the customer wrote back to it.',
  })
  @ApiCaseId()
  @ApiPage(ReplyResponse)
  list(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ReplyResponse>> {
    const behind = decodeCursor<{ id: string }>(cursor, (value) => isUUID(value.id))?.id ?? null;
    return this.transactions.run(async (tx) => {
      const replies = await this.replying.list(tx, id, user, { behind, limit });
      const page = toPage(replies, limit, ({ reply }) => ({ id: reply.id }));
      return { ...page, items: page.items.map(toReplyResponse) };
    });
  }
}
