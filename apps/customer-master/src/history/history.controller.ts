import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { HistoryEntryResponse, HistoryQuery, toHistoryEntry } from './history.dto.js';
import type { HistoryPlace } from './history.repository.js';
import { HistoryService } from './history.service.js';

@ApiTags('customers')
@Controller('customers/:id/history')
export class HistoryController {
  constructor(
    private readonly history: HistoryService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'How a customer’s record came to be what it is',
    description:
      'Everything that systems and people said, merges and unmerges, changes of status, and whatever else made the golden record ' +
      'another one, under every id that is this customer today; the newest first. What happened between the firm and the customer is in the timeline.',
  })
  @ApiCustomerId()
  @ApiPage(HistoryEntryResponse)
  read(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: HistoryQuery,
    @CurrentUser() user: User,
  ): Promise<Page<HistoryEntryResponse>> {
    const before = decodeCursor<HistoryPlace>(cursor, ({ at, key }) => isInstant(at) && typeof key === 'string');
    return this.transactions.run(async (tx) => {
      const rows = await this.history.page(tx, id, before, limit + 1, user);
      const { items, next } = toPage(
        rows,
        limit,
        ({ at, key }) => ({ at: at.toISOString(), key }) satisfies HistoryPlace,
      );
      return { items: items.map(toHistoryEntry), next };
    });
  }
}
