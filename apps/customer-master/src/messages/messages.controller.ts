import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, type Page } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageLists } from './message-lists.js';
import {
  MailboxMessageResponse,
  MailboxQuery,
  MessageQuery,
  MessageResponse,
  toMessageResponse,
} from './messages.dto.js';

@ApiTags('messages')
@Controller()
export class MessagesController {
  constructor(
    private readonly lists: MessageLists,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('messages')
  @RequirePermission('message:read')
  @ApiOperation({ summary: 'Lists messages that services asked for, newest first, with what became of each.' })
  @ApiPage(MessageResponse)
  messages(@Query() query: MessageQuery, @CurrentUser() user: User): Promise<Page<MessageResponse>> {
    return this.transactions.run(async (tx) => {
      const { items, next } = await this.lists.messages(tx, query, user);
      return { items: items.map(toMessageResponse), next };
    });
  }

  @Get('mailbox')
  @RequirePermission('customer:pii:read')
  @ApiOperation({
    summary: 'Reads what was sent, newest first, where the mailbox stands in for a provider.',
    description:
      'Empty with MESSAGE_PROVIDER=smtp. Addresses and texts are in clear: it is what the customer would have got.',
  })
  @ApiPage(MailboxMessageResponse)
  mailbox(@Query() query: MailboxQuery, @CurrentUser() user: User): Promise<Page<MailboxMessageResponse>> {
    return this.transactions.run((tx) => this.lists.mailbox(tx, query, user));
  }
}
