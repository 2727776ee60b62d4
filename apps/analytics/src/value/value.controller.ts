import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { ApiPage, decodeCursor, isInt32, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { isInstant, type Language } from '@crm/platform/problem';
import { Controller, Get, Inject, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { AnalyticsConfig } from '../config.js';
import { AnswerLanguage, ApiInLanguage } from '../language.js';
import { type HistoryPlace, ValueReader } from './value-reader.js';
import { CustomerValueResponse, LevelStepResponse } from './value.dto.js';
import { toStepResponse, toValueResponse } from './value.response.js';

const aCustomer = {
  name: 'customerId',
  description: 'The customer; a merged id answers for the survivor.',
  format: 'uuid',
  example: '01981a2b-1111-7000-8000-00000000c001',
};

@ApiTags('value')
@Controller('customers/:customerId')
export class ValueController {
  constructor(
    private readonly reader: ValueReader,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  @Get('value')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Reads what a customer is worth, and why.',
    description:
      'Recency, frequency and monetary value over all ids of the customer, the level that they come to, the segment, and a ' +
      'reason for each part. A customer that never bought has no level. 404 also for a customer of another department.',
  })
  @ApiParam(aCustomer)
  @ApiInLanguage()
  @ApiOkResponse({ type: CustomerValueResponse, description: 'The value of the customer.' })
  async value(
    @Param('customerId', ParseUUIDPipe) customerId: string,
    @CurrentUser() user: User,
    @AnswerLanguage() language: Language,
  ): Promise<CustomerValueResponse> {
    const view = await this.transactions.run((tx) => this.reader.view(tx, customerId, user));
    return toValueResponse(view, new Date(), this.config.REPORTING_CURRENCY, language);
  }

  @Get('level-history')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Lists how the level of a customer changed, the newest change first.',
    description: 'Of a merged customer the steps of all its ids. 404 also for a customer of another department.',
  })
  @ApiParam(aCustomer)
  @ApiInLanguage()
  @ApiPage(LevelStepResponse)
  async history(
    @Param('customerId', ParseUUIDPipe) customerId: string,
    @Query() query: PageQuery,
    @CurrentUser() user: User,
    @AnswerLanguage() language: Language,
  ): Promise<Page<LevelStepResponse>> {
    const after = decodeCursor<HistoryPlace>(query.cursor, isHistoryPlace);
    const steps = await this.transactions.run(async (tx) =>
      this.reader.history(tx, await this.reader.view(tx, customerId, user), after, query.limit + 1),
    );
    const page = toPage(steps, query.limit, ({ changedAt, customerId: id, version }) => ({
      changedAt: changedAt.toISOString(),
      customerId: id,
      version,
    }));
    return { ...page, items: page.items.map((step) => toStepResponse(step, language)) };
  }
}

const isHistoryPlace = ({ changedAt, customerId, version }: Record<string, unknown>): boolean =>
  isInstant(changedAt) && isUUID(customerId) && isInt32(version);
