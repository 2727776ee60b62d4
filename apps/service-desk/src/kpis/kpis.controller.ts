import type { SlaMetric } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { csvFile } from '@crm/platform/csv';
import { preferredLanguage } from '@crm/platform/problem';
import { Controller, Get, Header, Headers, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { headingsOf, rowsOf } from './kpi-table.js';
import { KpisQuery } from './kpis.dto.js';
import { KpisResponse, toKpisResponse } from './kpis.response.js';
import { type KpiAnswer, KpisService } from './kpis.service.js';

const whose =
  'Without `desk-kpi:read-team` of what is put down to the acting user only; with it of the own department, or of all for who ' +
  'sees all departments. What is asked beyond that is empty.';

/** How the desk does. */
@ApiTags('Key figures')
@Controller()
export class KpisController {
  constructor(
    private readonly kpis: KpisService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('kpis')
  @RequirePermission('desk-kpi:read')
  @ApiOperation({
    summary: 'Key figures of a period',
    description:
      `Times are working time by the calendar version that each clock was started with, without waiting that counts. ${whose} ` +
      'What is open is not left out but taken as lasting at least until now (Kaplan–Meier); formulas: docs/service-desk.md.',
  })
  @ApiOkResponse({ type: KpisResponse, description: 'The figures.' })
  async read(@Query() query: KpisQuery, @CurrentUser() user: User): Promise<KpisResponse> {
    return toKpisResponse(await this.answer(query, user));
  }

  @Get('kpis.csv')
  @RequirePermission('desk-kpi:read')
  @ApiOperation({
    summary: 'Key figures of a period as a file',
    description: `CSV in UTF-8 with a byte order mark; a line for each group, the total last. ${whose}`,
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the headings: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  @Header('cache-control', 'no-store')
  async file(
    @Query() query: KpisQuery,
    @Headers('accept-language') languages: string | undefined,
    @CurrentUser() user: User,
  ): Promise<StreamableFile> {
    const language = preferredLanguage(languages);
    const answer = await this.answer(query, user);
    return new StreamableFile(csvFile(headingsOf(language), [rowsOf(answer, language)]), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="kpis-${answer.from}-${answer.to}.csv"`,
    });
  }

  private answer({ metric, ...wish }: KpisQuery, user: User): Promise<KpiAnswer> {
    const metrics = metric?.split(',') as SlaMetric[] | undefined;
    return this.transactions.run((tx) => this.kpis.answer(tx, { ...wish, metrics }, user));
  }
}
