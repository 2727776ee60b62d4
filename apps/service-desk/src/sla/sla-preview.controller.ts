import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { ApiProblem } from '@crm/platform/openapi';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CalendarExhausted } from '../calendars/calendars.errors.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import { evaluate, NeverDue, type Timeline } from './rules/evaluation.js';
import type { Schedule } from '../calendars/rules/schedule.js';
import { faultsOfTimeline, inOrder } from './rules/timeline.js';
import { SlaPreviewRequest, SlaPreviewResponse, toPreviewResponse } from './sla-preview.dto.js';

const officeHours = [
  ['09:00', '12:00'],
  ['13:30', '18:00'],
];
const previewExamples = {
  written: {
    summary: '春节调休 · over a make-up day',
    value: {
      calendar: {
        timeZone: 'Asia/Shanghai',
        weekly: { mon: officeHours, tue: officeHours, wed: officeHours, thu: officeHours, fri: officeHours },
        holidays: ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
        workingDays: [{ date: '2026-02-14', windows: officeHours }],
      },
      startedAt: '2026-02-13T17:00:00+08:00',
      targetSeconds: 7200,
      pauses: [{ from: '2026-02-14T09:30:00+08:00', to: null }],
      metAt: null,
      asOf: '2026-02-14T09:00:00+08:00',
    },
  },
  kept: {
    summary: '已保存的日历 · a calendar that is kept',
    value: { calendarId: 'default', startedAt: '2026-02-13T17:00:00+08:00', targetSeconds: 7200 },
  },
};

@ApiTags('SLA')
@Controller('sla')
export class SlaPreviewController {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @RequirePermission('desk-policy:read')
  @ApiOperation({
    summary: 'Compute a deadline without storing anything',
    description:
      'What a clock would say: its deadline in business time, its state, its warnings. The answer depends on what is sent ' +
      'and on the calendar alone, so it is the same whenever and wherever it is asked for.',
  })
  @ApiBody({ type: SlaPreviewRequest, examples: previewExamples })
  @ApiOkResponse({ type: SlaPreviewResponse, description: 'The verdict.' })
  @ApiProblem(422, 'calendar-exhausted')
  preview(@Body() body: SlaPreviewRequest): Promise<SlaPreviewResponse> {
    return this.transactions.run(async (tx) => {
      const timeline = timelineOf(body);
      const asOf = body.asOf ? new Date(body.asOf) : await databaseNow(tx);
      const faults = faultsOfTimeline(timeline, asOf);
      if (faults.length > 0) throw new ValidationFailed(faults);
      const schedule = await this.scheduleOf(tx, body);
      try {
        return toPreviewResponse(evaluate({ ...timeline, pauses: inOrder(timeline.pauses) }, schedule, asOf));
      } catch (error) {
        throw error instanceof NeverDue ? new CalendarExhausted() : error;
      }
    });
  }

  private async scheduleOf(tx: Tx, { calendar, calendarId }: SlaPreviewRequest): Promise<Schedule> {
    if (Boolean(calendar) === Boolean(calendarId)) throw new ValidationFailed([{ pointer: '/calendar', message: one }]);
    return calendar ? this.calendars.scheduleOf(calendar) : (await this.calendars.schedule(tx, calendarId!)).schedule;
  }
}

const one = { zh: '须且只须给出 calendar 或 calendarId', en: 'Give either calendar or calendarId.' };

function timelineOf({ startedAt, targetSeconds, pauses, metAt }: SlaPreviewRequest): Timeline {
  return {
    startedAt: new Date(startedAt),
    targetSeconds,
    pauses: pauses.map(({ from, to }) => ({ from: new Date(from), to: to ? new Date(to) : null })),
    metAt: metAt ? new Date(metAt) : null,
  };
}
