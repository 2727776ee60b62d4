import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CalendarContent, CalendarResponse, toResponse } from './calendars.dto.js';
import { CalendarsService } from './calendars.service.js';

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarsController {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get(':id')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read the newest version of a business calendar' })
  @ApiParam({ name: 'id', description: 'Name of the calendar.', example: 'default' })
  @ApiOkResponse({ type: CalendarResponse, description: 'The calendar, with its version as ETag.' })
  find(@Param('id') id: string): Promise<CalendarResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.calendars.find(tx, id)));
  }

  @Put(':id')
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Replace a business calendar by a new version',
    description:
      'Deadlines of clocks that start from now on are computed with it. Clocks that run keep the deadline that was ' +
      'announced for them: open deadlines are not recomputed.',
  })
  @ApiParam({ name: 'id', description: 'Name of the calendar.', example: 'default' })
  @ApiOkResponse({ type: CalendarResponse, description: 'The new version.' })
  replace(
    @Command() run: RunCommand,
    @Param('id') id: string,
    @IfMatch() version: number,
    @Body() body: CalendarContent,
    @CurrentUser() user: User,
  ): Promise<CalendarResponse> {
    return run(async (tx) =>
      toResponse(await this.calendars.replace(tx, id, body, version, user.id, await databaseNow(tx))),
    );
  }
}
