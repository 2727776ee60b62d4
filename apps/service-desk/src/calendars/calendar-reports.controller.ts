import { databaseNow, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SlaChangeResponse, toChangeResponse } from '../sla-changes/sla-changes.dto.js';
import type { Asking, SlaChange } from '../sla-changes/sla-changes.service.js';
import { CalendarChanges } from './calendar-changes.service.js';
import { CalendarDraft } from './calendar-content.dto.js';
import { HolidayFileBody, ShippedYearsBody } from './calendar-imports.dto.js';
import { CalendarImportsService } from './calendar-imports.service.js';
import { CalendarPath } from './calendars.dto.js';
import { shippedYears } from './shipped-holidays.js';

const about =
  'In the background, as if it were published as the next version and applied to open cases: which deadlines would move ' +
  'from when to when. `GET /sla-changes/{id}` tells how far it is. Changes nothing.';
const answer = { type: SlaChangeResponse, description: 'The report, which begins within a second.' };

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarReportsController {
  constructor(
    private readonly changes: CalendarChanges,
    private readonly imports: CalendarImportsService,
  ) {}

  @Post(':id/reports')
  @HttpCode(202)
  @RequirePermission('desk-policy:write')
  @ApiOperation({ summary: 'Measure what another content would mean for the open cases', description: about })
  @ApiAcceptedResponse(answer)
  @ApiProblem(422, 'calendar-exhausted')
  ofContent(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @Body() body: CalendarDraft,
    @CurrentUser() user: User,
  ): Promise<SlaChangeResponse> {
    return run((tx) => begun(tx, user, (asking) => this.changes.report(tx, id, body, asking)));
  }

  @Post(':id/reports/import')
  @HttpCode(202)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Measure what the import of a year’s public holidays would mean for the open cases',
    description: `The body is that of \`POST /calendars/{id}/import\`. ${about}`,
  })
  @ApiAcceptedResponse(answer)
  ofFile(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @Body() file: HolidayFileBody,
    @CurrentUser() user: User,
  ): Promise<SlaChangeResponse> {
    return run((tx) => begun(tx, user, (asking) => this.imports.reportFile(tx, id, file, asking)));
  }

  @Post(':id/reports/import-shipped')
  @HttpCode(202)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Measure what the public holidays that come with the product would mean for the open cases',
    description: `The body is that of \`POST /calendars/{id}/import-shipped\`. ${about}`,
  })
  @ApiAcceptedResponse(answer)
  ofShipped(
    @Command() run: RunCommand,
    @Param() { id }: CalendarPath,
    @Body() { years }: ShippedYearsBody,
    @CurrentUser() user: User,
  ): Promise<SlaChangeResponse> {
    return run((tx) => begun(tx, user, (asking) => this.imports.reportShipped(tx, id, years ?? shippedYears, asking)));
  }
}

async function begun(
  tx: Tx,
  { id: by }: User,
  begin: (asking: Asking) => Promise<SlaChange>,
): Promise<Answer<SlaChangeResponse>> {
  const report = await begin({ by, now: await databaseNow(tx) });
  return new Answer(toChangeResponse(report), { location: `/service-desk/v1/sla-changes/${report.id}` });
}
