import { type SlaMetric, slaMetrics } from '@crm/contracts';
import { databaseNow, TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { preferredLanguage } from '@crm/platform/problem';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { isIn, isUUID } from 'class-validator';
import { clocksFile } from './clocks-file.js';
import {
  ChangedClockResponse,
  SlaChangePath,
  SlaChangeResponse,
  toChangeResponse,
  toClockResponse,
} from './sla-changes.dto.js';
import { SlaChanges } from './sla-changes.service.js';

/** Of the whole company's cases, so for those only who see all of them and decide about policy and calendars. */
@ApiTags('SLA changes')
@Controller('sla-changes')
export class SlaChangesController {
  constructor(
    private readonly changes: SlaChanges,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'List reports and applications of changes',
    description: 'Of the policy and the calendars, the newest first.',
  })
  @ApiPage(SlaChangeResponse)
  list(@Query() { limit, cursor }: PageQuery): Promise<Page<SlaChangeResponse>> {
    const before = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    return this.transactions.run(async (tx) => {
      const { items, next } = toPage(await this.changes.page(tx, before?.id, limit + 1), limit, ({ id }) => ({ id }));
      return { items: items.map(toChangeResponse), next };
    });
  }

  @Get(':id')
  @RequirePermission('desk-policy:write')
  @ApiOperation({ summary: 'What a change means for the open cases, and how far it is looked at' })
  @ApiOkResponse({ type: SlaChangeResponse, description: 'The report or application.' })
  find(@Param() { id }: SlaChangePath): Promise<SlaChangeResponse> {
    return this.transactions.run(async (tx) => toChangeResponse(await this.changes.find(tx, id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Stop a report or an application',
    description: 'Deadlines that an application has moved stay moved; the clocks behind keep their version.',
  })
  @ApiOkResponse({ type: SlaChangeResponse, description: 'It has ended.' })
  @ApiProblem(409, 'sla-change-over')
  cancel(@Command() run: RunCommand, @Param() { id }: SlaChangePath): Promise<SlaChangeResponse> {
    return run(async (tx) => toChangeResponse(await this.changes.cancel(tx, id, await databaseNow(tx))));
  }

  @Get(':id/clocks')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'List the deadlines that move, and those of clocks that begin',
    description: 'By case, the one that was opened first. While it runs: those found so far.',
  })
  @ApiPage(ChangedClockResponse)
  clocks(@Param() { id }: SlaChangePath, @Query() { limit, cursor }: PageQuery): Promise<Page<ChangedClockResponse>> {
    const behind = decodeCursor<{ caseId: string; metric: SlaMetric }>(
      cursor,
      ({ caseId, metric }) => isUUID(caseId) && isIn(metric, slaMetrics),
    );
    return this.transactions.run(async (tx) => {
      await this.changes.find(tx, id);
      const rows = await this.changes.clocks(tx, id, behind, limit + 1);
      const { items, next } = toPage(rows, limit, ({ caseId, metric }) => ({ caseId, metric }));
      return { items: items.map(toClockResponse), next };
    });
  }

  @Get(':id/clocks.csv')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Download the deadlines that move',
    description:
      'CSV in UTF-8 with a byte order mark: case, number, metric, level, the deadline before (empty: the clock begins) and after. Without personal data.',
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the headings: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } })
  async file(
    @Param() { id }: SlaChangePath,
    @Headers('accept-language') languages: string | undefined,
  ): Promise<StreamableFile> {
    await this.transactions.run((tx) => this.changes.find(tx, id));
    const file = clocksFile(
      (behind, limit) => this.transactions.run((tx) => this.changes.clocks(tx, id, behind, limit)),
      preferredLanguage(languages),
    );
    return new StreamableFile(file, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="sla-change-${id}.csv"`,
    });
  }
}
