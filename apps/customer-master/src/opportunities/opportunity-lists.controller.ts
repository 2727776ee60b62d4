import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { ValidationFailed } from '@crm/platform/problem';
import { Controller, Get, Inject, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isISO8601, isUUID } from 'class-validator';
import type { CustomerMasterConfig } from '../config.js';
import { dayOf } from '../relationships/rules/day.js';
import { ApiOpportunityId } from './api-opportunity-id.js';
import { FunnelQuery, FunnelResponse, toFunnel } from './funnel.dto.js';
import { OpportunityFigures } from './opportunity-figures.service.js';
import { OpportunityListQuery } from './opportunity-list.dto.js';
import type { OpportunityPlace, OpportunitySort } from './opportunities.repository.js';
import { OpportunityHistoryResponse, OpportunityResponse } from './opportunity.response.js';
import { OpportunityViews } from './opportunity-views.service.js';
import { toStageChange } from './to-opportunity-response.js';

/** Opportunities, many at once. */
@ApiTags('opportunities')
@Controller('opportunities')
export class OpportunityListsController {
  constructor(
    private readonly views: OpportunityViews,
    private readonly figures: OpportunityFigures,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @Get()
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'List opportunities', description: 'Of customers that you see.' })
  @ApiPage(OpportunityResponse)
  list(@Query() query: OpportunityListQuery, @CurrentUser() user: User): Promise<Page<OpportunityResponse>> {
    const { limit, cursor, sort, customerId, stage, stalled, closeBefore, currency } = query;
    const owner = query.owner === 'me' ? user.id : query.owner;
    const after = decodeCursor<OpportunityPlace>(
      cursor,
      ({ key, id }) => typeof key === 'string' && isKeyOf[sort](key) && isUUID(id),
    );
    const filter = { customerId, stage, owner, stalled, closeBefore, currency };
    return this.transactions.run(async (tx) => {
      const rows = await this.views.page(tx, filter, { sort, after, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ key, id }) => ({ key, id }));
      return { items: await this.views.show(tx, items, user), next };
    });
  }

  @Get('funnel')
  @RequirePermission('sales:read')
  @ApiOperation({
    summary: 'Conversion by stage',
    description:
      'Of customers that you see. `entered`: opportunities that entered the stage in the period, each once, with the last time that it did. ' +
      '`movedOn`, `movedBack`, `lost`: what its next step was, whenever that was; `still`: it has none. `conversion` = movedOn ÷ entered. ' +
      '`winRate` = won ÷ (won + lost) of those that were decided in the period. Amounts are those of the moment of entering.',
  })
  @ApiOkResponse({ type: FunnelResponse, description: 'The figures.' })
  funnel(@Query() { from, to, department }: FunnelQuery, @CurrentUser() user: User): Promise<FunnelResponse> {
    const timeZone = this.config.BUSINESS_TIME_ZONE;
    const last = to ?? dayOf(new Date(), timeZone);
    const first = from ?? addDays(last, -89);
    if (first > last) {
      const message = { zh: '不能晚于最后一天', en: 'must not be after the last day' };
      throw new ValidationFailed([{ pointer: '/from', message }]);
    }
    return this.transactions.run(async (tx) => {
      const rows = await this.figures.funnel(tx, { from: first, to: last, timeZone }, department, user);
      return toFunnel({ from: first, to: last, department: department ?? null }, rows);
    });
  }

  @Get(':id/history')
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'The way of an opportunity through the stages', description: 'With the time in each.' })
  @ApiOpportunityId()
  @ApiOkResponse({ type: OpportunityHistoryResponse, description: 'From the beginning.' })
  history(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<OpportunityHistoryResponse> {
    return this.transactions.run(async (tx) => {
      const changes = await this.figures.history(tx, id, user);
      return { opportunityId: id, changes: changes.map(toStageChange) };
    });
  }
}

const isKeyOf: Record<OpportunitySort, (key: string) => boolean> = {
  '-openedAt': isUUID,
  expectedCloseOn: (key) => key === 'infinity' || (/^\d{4}-\d{2}-\d{2}$/.test(key) && isISO8601(key, { strict: true })),
  '-amount': (key) => /^\d{1,16}$/.test(key),
};

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
