import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isPlace, type Place } from '../cases/place.js';
import { ListedActionResponse, toActionResponse } from './preventive-action.response.js';
import { ProblemFilesService } from './problem-files.service.js';
import { ListActionsQuery } from './problems.dto.js';

@ApiTags('Recurring problems')
@Controller('preventive-actions')
export class PreventiveActionsController {
  constructor(
    private readonly files: ProblemFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('problem:read')
  @ApiOperation({
    summary: 'List preventive actions, what is due first comes first',
    description: 'Of the problems that you may see.',
  })
  @ApiPage(ListedActionResponse)
  list(
    @Query() { limit, cursor, owner, overdue }: ListActionsQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ListedActionResponse>> {
    const place = decodeCursor<Place & Record<string, unknown>>(cursor, isPlace);
    const filter = { owner: owner === 'me' ? user.id : owner, overdue };
    return this.transactions.run(async (tx) => {
      const now = await databaseNow(tx);
      const records = await this.files.listActions(tx, user, filter, place, { limit: limit + 1, now });
      const page = toPage(records, limit, ({ action }) => ({ at: action.dueAt.toISOString(), id: action.id }));
      const items = page.items.map(({ problem: { productId, causeId }, ...record }) => ({
        ...toActionResponse(record, now),
        productId,
        causeId,
      }));
      return { ...page, items };
    });
  }
}
