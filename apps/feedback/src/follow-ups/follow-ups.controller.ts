import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, type Page } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { departmentLimit } from '../customers/current-customer.sql.js';
import { beforeOf, newestFirst } from '../newest-first.cursor.js';
import { FollowUpResponse, FollowUpsQuery, toFollowUpResponse } from './follow-up.dto.js';
import { FollowUpsRepository } from './follow-ups.repository.js';

@ApiTags('Follow-ups')
@Controller('follow-ups')
export class FollowUpsController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly repository: FollowUpsRepository,
  ) {}

  @Get()
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'Follow-ups of bad answers, newest first',
    description: "A user of department scope sees those whose customer is owned by the user's department today.",
  })
  @ApiPage(FollowUpResponse)
  list(@Query() query: FollowUpsQuery, @CurrentUser() user: User): Promise<Page<FollowUpResponse>> {
    const { state, limit, cursor } = query;
    return this.transactions.run(async (tx) => {
      const rows = await this.repository.list(tx, {
        state: state ?? null,
        department: departmentLimit(user),
        before: beforeOf(cursor),
        limit: limit + 1,
      });
      const { items, next } = newestFirst(rows, limit);
      return { items: items.map(toFollowUpResponse), next };
    });
  }
}
