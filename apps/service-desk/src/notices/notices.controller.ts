import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import {
  ListNoticesQuery,
  NoticeResponse,
  NoticesReadResponse,
  ReadNoticesRequest,
  toNoticeResponse,
  UnreadResponse,
} from './notices.dto.js';
import { NoticesService } from './notices.service.js';

/** What the acting user has to know; nobody reads what is for somebody else. */
@ApiTags('Notices')
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List my notices, the newest first',
    description:
      'Of the acting user only. A notice names the case and the cause, never the words; it lets nobody see a case.',
  })
  @ApiPage(NoticeResponse)
  list(
    @Query() { unread, kind, limit, cursor }: ListNoticesQuery,
    @CurrentUser() user: User,
  ): Promise<Page<NoticeResponse>> {
    const behind = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id))?.id ?? null;
    const isUnread = unread === undefined ? undefined : unread === 'true';
    return this.transactions.run(async (tx) => {
      const rows = await this.notices.list(tx, user.id, { unread: isUnread, kind }, { behind, limit });
      const page = toPage(rows, limit, ({ id }) => ({ id }));
      return { ...page, items: page.items.map(toNoticeResponse) };
    });
  }

  @Get('unread')
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'Count my unread notices', description: 'Cheap enough to be asked every few seconds.' })
  @ApiOkResponse({ type: UnreadResponse, description: 'How many.' })
  unread(@CurrentUser() user: User): Promise<UnreadResponse> {
    return this.transactions.run((tx) => this.notices.unread(tx, user.id));
  }

  @Post('read')
  @HttpCode(200)
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Mark all my notices as read',
    description: 'With `upTo` only what was seen: what comes meanwhile stays unread.',
  })
  @ApiOkResponse({ type: NoticesReadResponse, description: 'How many.' })
  readAll(
    @Command() run: RunCommand,
    @Body() { upTo }: ReadNoticesRequest,
    @CurrentUser() user: User,
  ): Promise<NoticesReadResponse> {
    return run(async (tx) => ({ read: await this.notices.readAll(tx, user.id, upTo ?? null, await databaseNow(tx)) }));
  }

  @Post(':id/read')
  @HttpCode(200)
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'Mark a notice as read', description: 'The first time counts.' })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the notice.',
    example: '01981a2b-4444-7000-8000-0000000000f1',
  })
  @ApiOkResponse({ type: NoticeResponse, description: 'The notice.' })
  read(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<NoticeResponse> {
    return run(async (tx) => toNoticeResponse(await this.notices.read(tx, id, user.id, await databaseNow(tx))));
  }
}
