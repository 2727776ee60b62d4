import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant, preferredLanguage } from '@crm/platform/problem';
import { Controller, Get, Headers, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { KeptQuality } from '../quality/kept-quality.service.js';
import type { TimelinePlace } from './overview.repository.js';
import { OverviewResponse } from './overview.response.js';
import { OverviewService } from './overview.service.js';
import { TimelineEntryResponse, TimelineQuery, toTimelineEntry } from './timeline.dto.js';
import { toOverviewResponse } from './to-overview-response.js';

/** One customer as all services know it. */
@ApiTags('overview')
@Controller('customers/:id')
export class OverviewController {
  constructor(
    private readonly overview: OverviewService,
    private readonly quality: KeptQuality,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('overview')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Everything about a customer in one read',
    description:
      'With what was told under every id that is this customer today. Parts of other services follow their events within seconds; ' +
      '`asOf` says how far.',
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the reasons: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: OverviewResponse, description: 'The customer, part by part.' })
  read(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<OverviewResponse> {
    const language = preferredLanguage(accepted);
    const now = new Date();
    return this.transactions.run(async (tx) => {
      const overview = await this.overview.read(tx, id, user, now);
      return toOverviewResponse({ ...overview, quality: await this.quality.of(tx, overview.customer.id) }, language);
    });
  }

  @Get('timeline')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'What happened with a customer',
    description: 'Over all services and ids, the newest first.',
  })
  @ApiCustomerId()
  @ApiPage(TimelineEntryResponse)
  timeline(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { types, limit, cursor }: TimelineQuery,
    @CurrentUser() user: User,
  ): Promise<Page<TimelineEntryResponse>> {
    const after = decodeCursor<TimelinePlace>(
      cursor,
      ({ at, eventId }) => isInstant(at) && typeof eventId === 'string',
    );
    return this.transactions.run(async (tx) => {
      const rows = await this.overview.timeline(tx, id, { types, after, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ at, eventId }) => ({ at: at.toISOString(), eventId }));
      return { items: items.map(toTimelineEntry), next };
    });
  }
}
