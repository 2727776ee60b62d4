import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { preferredLanguage } from '@crm/platform/problem';
import { Controller, Get, Headers, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { ServiceDeskConfig } from '../config.js';
import { HandoverReportQuery, HandoverReportResponse, toCsv, toPeriod, toResponse } from './handover-report.dto.js';
import { HandoverReportService } from './handover-report.service.js';

/** Without it Excel takes UTF-8 for the code page of the machine. */
const byteOrderMark = '\uFEFF';

@ApiTags('Reports')
@Controller('reports')
export class HandoverReportController {
  constructor(
    private readonly report: HandoverReportService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  @Get('handovers')
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'How departments pass cases on',
    description: 'Offers, bounces and hold times of a period. Users of department scope see their own department.',
  })
  @ApiOkResponse({ type: HandoverReportResponse, description: 'The figures.' })
  read(@Query() query: HandoverReportQuery, @CurrentUser() user: User): Promise<HandoverReportResponse> {
    const period = toPeriod(query, this.config.BUSINESS_TIME_ZONE);
    return this.transactions.run(async (tx) => toResponse(await this.report.make(tx, period, user)));
  }

  @Get('handovers.csv')
  @RequirePermission('analytics:read')
  @ApiOperation({
    summary: 'Download how departments pass cases on',
    description: "CSV in UTF-8. Cells that a spreadsheet would take for formulas have a `'` before them.",
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the headings: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  async download(
    @Query() query: HandoverReportQuery,
    @Headers('accept-language') languages: string | undefined,
    @CurrentUser() user: User,
  ): Promise<StreamableFile> {
    const period = toPeriod(query, this.config.BUSINESS_TIME_ZONE);
    const report = await this.transactions.run((tx) => this.report.make(tx, period, user));
    const csv = toCsv(report, preferredLanguage(languages));
    return new StreamableFile(Buffer.from(byteOrderMark + csv), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="handovers.csv"',
    });
  }
}
