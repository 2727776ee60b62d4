import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, isInt32, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { choiceOf } from '../sla-changes/sla-changes.dto.js';
import { CalendarChanges } from './calendar-changes.service.js';
import { CreateCalendarRequest, ReplaceCalendarRequest } from './calendar-content.dto.js';
import {
  CalendarDetailResponse,
  CalendarPath,
  CalendarResponse,
  CalendarVersionPath,
  PublishedCalendarResponse,
  toDetailResponse,
  toResponse,
} from './calendars.dto.js';
import { CalendarsService } from './calendars.service.js';

const officeHours = [
  ['08:30', '12:00'],
  ['14:00', '18:00'],
];
const newCalendars = {
  office: {
    summary: '随国家放假安排 · follows the Chinese public holidays',
    value: {
      id: 'beijing-office',
      timeZone: 'Asia/Shanghai',
      weekly: { mon: officeHours, tue: officeHours, wed: officeHours, thu: officeHours, fri: officeHours },
      publicHolidays: 'CN',
    },
  },
};

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarsController {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly changes: CalendarChanges,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'List the business calendars', description: 'Each in its newest version, by id.' })
  @ApiPage(CalendarResponse)
  list(@Query() { limit, cursor }: PageQuery): Promise<Page<CalendarResponse>> {
    const after = decodeCursor<{ id: string }>(cursor, ({ id }) => typeof id === 'string');
    return this.transactions.run(async (tx) => {
      const now = await databaseNow(tx);
      const { items, next } = toPage(await this.calendars.list(tx, after?.id, limit + 1), limit, ({ id }) => ({ id }));
      return { items: items.map((calendar) => toResponse(calendar, now)), next };
    });
  }

  @Post()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Add a business calendar',
    description:
      'One that follows the Chinese public holidays knows the years that come with the product at once (`publishedYears`).',
  })
  @ApiBody({ type: CreateCalendarRequest, examples: newCalendars })
  @ApiCreatedResponse({ type: CalendarResponse, description: 'Its first version.' })
  @ApiProblem(409, 'calendar-exists')
  create(
    @Command() run: RunCommand,
    @Body() { id, ...content }: CreateCalendarRequest,
    @CurrentUser() user: User,
  ): Promise<CalendarResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      const calendar = toResponse(await this.calendars.create(tx, id, content, user.id, now), now);
      return new Answer(calendar, { location: `/service-desk/v1/calendars/${id}` });
    });
  }

  @Get(':id')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read the newest version of a business calendar' })
  @ApiOkResponse({ type: CalendarDetailResponse, description: 'The calendar, with its version as ETag.' })
  find(@Param() { id }: CalendarPath): Promise<CalendarDetailResponse> {
    return this.transactions.run(async (tx) =>
      toDetailResponse(await this.calendars.find(tx, id), await databaseNow(tx)),
    );
  }

  @Get(':id/versions')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'List the versions of a business calendar', description: 'The newest first.' })
  @ApiPage(CalendarResponse)
  versions(@Param() { id }: CalendarPath, @Query() { limit, cursor }: PageQuery): Promise<Page<CalendarResponse>> {
    const before = decodeCursor<{ version: number }>(cursor, ({ version }) => isInt32(version));
    return this.transactions.run(async (tx) => {
      const now = await databaseNow(tx);
      const rows = await this.calendars.versions(tx, id, before?.version, limit + 1);
      const { items, next } = toPage(rows, limit, ({ version }) => ({ version }));
      return { items: items.map((calendar) => toResponse(calendar, now)), next };
    });
  }

  @Get(':id/versions/:version')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read a version of a business calendar', description: 'A version never changes.' })
  @ApiOkResponse({ type: CalendarDetailResponse, description: 'The version.' })
  version(@Param() { id, version }: CalendarVersionPath): Promise<CalendarDetailResponse> {
    return this.transactions.run(async (tx) =>
      toDetailResponse(await this.calendars.find(tx, id, version), await databaseNow(tx)),
    );
  }

  @Put(':id')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Replace a business calendar by a new version',
    description:
      'Deadlines of clocks that start from now on are computed with it. Clocks that run keep their version, unless ' +
      '`openCases` is `apply`: then those with an open verdict are computed anew, as the report shows it. Imported public ' +
      'holidays stay. What says the same as the present version makes none, unless it is applied: that one is answered.',
  })
  @ApiOkResponse({ type: PublishedCalendarResponse, description: 'The version that counts now.' })
  @ApiProblem(409, 'report-unfinished', 'report-stale', 'report-of-other-draft')
  @ApiProblem(422, 'calendar-exhausted')
  replace(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @IfMatch() version: number,
    @Body() body: ReplaceCalendarRequest,
    @CurrentUser() { id: by }: User,
  ): Promise<PublishedCalendarResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      const { calendar, change } = await this.changes.replace(tx, id, body, version, choiceOf(body), { by, now });
      return { ...toResponse(calendar, now), applicationId: change?.id ?? null };
    });
  }
}
