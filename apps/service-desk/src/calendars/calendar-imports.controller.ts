import { databaseNow, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { choiceOf } from '../sla-changes/sla-changes.dto.js';
import { HolidayFileRequest, ImportResponse, ImportShippedRequest, toImportResponse } from './calendar-imports.dto.js';
import { CalendarImportsService, type Change, type Imported } from './calendar-imports.service.js';
import { CalendarPath } from './calendars.dto.js';
import { shippedHolidays, shippedYears } from './shipped-holidays.js';

const holidayFiles = {
  whole: {
    summary: '2026 年全年 · the whole of 2026',
    value: {
      year: 2026,
      papers: ['https://www.gov.cn/zhengce/content/202511/content_7047090.htm'],
      days: shippedHolidays([2026])[0]!.days,
    },
  },
};
const shippedExamples = { all: { summary: '全部年份 · every year', value: { region: 'CN' } } };

const effect =
  'The calendar follows the Chinese public holidays from then on. What an earlier import said of the same year is replaced; ' +
  'days that were written by hand stay and win. An import that says nothing new makes no version: it answers with the one ' +
  'that is there. Deadlines of open clocks that depend on years without public holidays until now are computed anew in ' +
  'the background; with `openCases: apply` those of all clocks that use the calendar.';

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarImportsController {
  constructor(private readonly imports: CalendarImportsService) {}

  @Post(':id/import')
  @HttpCode(200)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Import the public holidays of one year',
    description:
      `One file of holiday-cn as it is, also with its \`$schema\` and \`$id\`, which are ignored. ${effect} A file may name days of the December before its year: a day that the files ` +
      'of two years name is as the later year says.',
  })
  @ApiBody({ type: HolidayFileRequest, examples: holidayFiles })
  @ApiOkResponse({ type: ImportResponse, description: 'The version that counts now, and what differs.' })
  @ApiProblem(409, 'report-unfinished', 'report-stale', 'report-of-other-draft')
  importFile(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @IfMatch() readVersion: number,
    @Body() file: HolidayFileRequest,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    return run((tx) =>
      answer(tx, (now) => this.imports.importFile(tx, file, { id, readVersion, by: user.id, now }, choiceOf(file))),
    );
  }

  @Post(':id/import-shipped')
  @HttpCode(200)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Import public holidays that come with the product',
    description: `China, ${shippedYears[0]} to ${shippedYears.at(-1)}. ${effect}`,
  })
  @ApiBody({ type: ImportShippedRequest, examples: shippedExamples })
  @ApiOkResponse({ type: ImportResponse, description: 'The version that counts now, and what differs.' })
  @ApiProblem(409, 'report-unfinished', 'report-stale', 'report-of-other-draft')
  importShipped(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @IfMatch() readVersion: number,
    @Body() body: ImportShippedRequest,
    @CurrentUser() user: User,
  ): Promise<ImportResponse> {
    return run((tx) =>
      answer(tx, (now) =>
        this.imports.importShipped(
          tx,
          body.years ?? shippedYears,
          { id, readVersion, by: user.id, now },
          choiceOf(body),
        ),
      ),
    );
  }
}

async function answer(tx: Tx, work: (now: Change['now']) => Promise<Imported>): Promise<ImportResponse> {
  const now = await databaseNow(tx);
  return toImportResponse(await work(now), now);
}
