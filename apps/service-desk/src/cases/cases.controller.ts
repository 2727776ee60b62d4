import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from './api-case-id.js';
import { CaseFilesService } from './case-files.service.js';
import { CaseResponse } from './case.dto.js';
import { toLinkResponse } from './case-link.dto.js';
import { ClockResponse, toClockResponse } from './clock.dto.js';
import { CaseDetailResponse, TimelineEntryResponse } from './case-detail.dto.js';
import { ListCasesQuery, toCaseQuery } from './list-cases.dto.js';
import { isPlace, type Place } from './place.js';
import { toEntryResponse, toIntakeResponse, toResponse } from './cases.response.js';

@ApiTags('Cases')
@Controller('cases')
export class CasesController {
  constructor(
    private readonly files: CaseFilesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List cases',
    description:
      'Cases of the own department and those offered to it or to the user; for users who may see all, every case.',
  })
  @ApiPage(CaseResponse)
  list(@Query() query: ListCasesQuery, @CurrentUser() user: User): Promise<Page<CaseResponse>> {
    const { limit, cursor, sort, ...wish } = query;
    const place = decodeCursor<Place & { sort: string }>(cursor, (value) => value.sort === sort && isPlace(value));
    return this.transactions.run(async (tx) => {
      const files = await this.files.list(tx, user, toCaseQuery(wish, user), { sort, behind: place, limit });
      const now = await databaseNow(tx);
      const page = toPage(files, limit, ({ kase }) => {
        const at = sort === 'dueAt' ? kase.dueAt : kase.openedAt;
        return { sort, at: at.toISOString(), id: kase.id };
      });
      return { ...page, items: page.items.map((file) => toResponse(file, now)) };
    });
  }

  @Get(':id')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Read a case with its contacts',
    description:
      'A case that was merged is read as the one in which it goes on; the same holds for clocks and timeline.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: CaseDetailResponse, description: 'The case.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<CaseDetailResponse> {
    return this.transactions.run(async (tx) => {
      const file = await this.files.find(tx, id, user);
      const intakes = await this.files.intakesOf(tx, id);
      const union = await this.files.unionOf(tx, file.kase.id);
      const links = (await this.files.linksOf(tx, union, user)).map(toLinkResponse);
      const response = toResponse(file, await databaseNow(tx));
      return {
        ...response,
        openOffer: await this.files.openOfferOf(tx, file.kase.id),
        mergedFrom: union.slice(1),
        links,
        intakes: intakes.map((intake) => toIntakeResponse(intake, user)),
      };
    });
  }

  @Get(':id/clocks')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Read what of a case was and is measured',
    description: 'Every clock of every cycle, in the order of their start, with its verdict at this moment.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: [ClockResponse], description: 'The clocks.' })
  clocks(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ClockResponse[]> {
    return this.transactions.run(async (tx) => {
      const clocks = await this.files.clocksOf(tx, id, user);
      const now = await databaseNow(tx);
      return clocks.map((clock) => toClockResponse(clock, now));
    });
  }

  @Get(':id/timeline')
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'Read what happened to a case, from the first entry on' })
  @ApiCaseId()
  @ApiPage(TimelineEntryResponse)
  timeline(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentUser() user: User,
  ): Promise<Page<TimelineEntryResponse>> {
    const place = decodeCursor<{ position: number }>(cursor, (value) => Number.isSafeInteger(value.position));
    return this.transactions.run(async (tx) => {
      const history = await this.files.history(tx, id, user, { behind: place?.position ?? 0, limit });
      const page = toPage(history, limit, ({ entry }) => ({ position: entry.position }));
      return { ...page, items: page.items.map(toEntryResponse) };
    });
  }
}
