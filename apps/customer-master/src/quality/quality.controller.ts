import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { CustomersService } from '../customers/customers.service.js';
import { QualityFiguresService, scopeOf } from './quality-figures.service.js';
import { type WorklistPlace, QualityWorklistRepository } from './quality-worklist.repository.js';
import { QualityOverviewResponse, QualityQuery, QualityTrendQuery, QualityTrendResponse } from './quality.dto.js';
import { toWorklistItem, WorklistItem, WorklistQuery } from './worklist.dto.js';

/** How good the records are, and whose to work on. */
@ApiTags('data quality')
@Controller('quality')
export class QualityController {
  constructor(
    private readonly figures: QualityFiguresService,
    private readonly worklist: QualityWorklistRepository,
    private readonly customers: CustomersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'How good the records are, by department and in all',
    description: 'Of the customers that you see, by the last measurement (`asOf`).',
  })
  @ApiOkResponse({ type: QualityOverviewResponse, description: 'Scores, shares, distribution and the worst reasons.' })
  overview(@Query() query: QualityQuery, @CurrentUser() user: User): Promise<QualityOverviewResponse> {
    return this.transactions.run((tx) => this.figures.overview(tx, query, user));
  }

  @Get('trend')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'How the quality of the records went day by day',
    description:
      'Every business day stands with its last measurement. A day without one is a gap. For all customers also how many of the reviewed ' +
      'pairs were one customer: when that share falls, the matching proposes worse pairs than it did.',
  })
  @ApiOkResponse({ type: QualityTrendResponse, description: 'Day by day.' })
  trend(@Query() query: QualityTrendQuery, @CurrentUser() user: User): Promise<QualityTrendResponse> {
    const now = new Date();
    return this.transactions.run(async (tx) => ({ days: await this.figures.trend(tx, query, user, now) }));
  }

  @Get('worklist')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Customers whose records want work',
    description: 'With what costs most and what to do first. Of the customers that you see.',
  })
  @ApiPage(WorklistItem)
  list(@Query() query: WorklistQuery, @CurrentUser() user: User): Promise<Page<WorklistItem>> {
    const { department, reason, sort, limit, cursor } = query;
    const after = decodeCursor<WorklistPlace & { sort: string }>(
      cursor,
      (place) => typeof place.at === 'number' && isUUID(place.id) && place.sort === sort,
    );
    const owner = query.owner === 'me' ? user.id : query.owner;
    return this.transactions.run(async (tx) => {
      const filter = { scope: scopeOf(user), department, owner, reason, sort };
      const rows = await this.worklist.page(tx, filter, after, limit + 1);
      const page = toPage(rows, limit, (row) => ({
        at: sort === 'score' ? row.score : row.priority,
        id: row.customerId,
        sort,
      }));
      const ids = page.items.map(({ customerId }) => customerId);
      const outlines = await this.customers.outlines(tx, ids, user);
      const items = page.items.flatMap((row) => {
        const outline = outlines.get(row.customerId);
        return outline ? [toWorklistItem(row, outline, reason)] : [];
      });
      return { items, next: page.next };
    });
  }
}
