import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { calendarId, Week, WorkingDay } from './calendar-content.dto.js';
import type { KnownCalendar } from './calendars.service.js';
import { provisionalFrom } from './rules/provisional.js';
import { type PublicRegion, publicRegions } from './rules/public-days.js';
import type { Window } from './rules/calendar.js';
import { Windows } from './windows.decorator.js';

export class CalendarPath {
  @ApiProperty({ pattern: calendarId, description: 'Name of the calendar.', example: 'default' })
  @Matches(new RegExp(calendarId))
  id: string;
}

export class CalendarVersionPath extends CalendarPath {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Version of the calendar.', example: 1 })
  @Transform(({ value }) => (/^\d{1,10}$/.test(String(value)) ? Number(value) : (value as unknown)))
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  version: number;
}

/** A version of a calendar without its imported days. */
export class CalendarResponse {
  @ApiProperty({ description: 'Name of the calendar.', example: 'default' })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ description: 'IANA zone whose wall clock counts.', example: 'Asia/Shanghai' })
  timeZone: string;

  @ApiProperty({ type: Week, description: 'Working time of a normal week; a day left out has none.' })
  weekly: KnownCalendar['weekly'];

  @ApiProperty({ type: [String], description: 'Dates without work, written by hand.', example: ['2026-10-08'] })
  holidays: string[];

  @ApiProperty({ type: [WorkingDay], description: 'Make-up days (调休) with their own windows, written by hand.' })
  workingDays: KnownCalendar['workingDays'];

  @ApiProperty({
    type: String,
    enum: [...publicRegions, null],
    nullable: true,
    description: 'Whose public holidays count where nothing is written by hand; null: nobody’s.',
    example: 'CN',
  })
  publicHolidays: PublicRegion | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'Years whose public holidays are imported.',
    example: [2025, 2026],
  })
  publishedYears: number[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'The first year from this one on whose public holidays are not imported: it is provisional, and deadlines in it may ' +
      'move. Null: the calendar follows nobody’s.',
    example: 2027,
  })
  provisionalFrom: number | null;

  @ApiProperty({ format: 'date-time', description: 'When this version was made.', example: '2026-01-05T02:00:00.000Z' })
  changedAt: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who made it; null for the one that came with the system.',
    example: 'E1006',
  })
  changedBy: string | null;
}

/** A version that was just published. */
export class PublishedCalendarResponse extends CalendarResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'How it is applied to open cases: `/sla-changes/{id}`. Null: they keep their deadlines.',
    example: null,
  })
  applicationId: string | null;
}

/** A public day. */
export class PublicDayResponse {
  @ApiProperty({ format: 'date', description: 'The date.', example: '2026-02-14' })
  date: string;

  @ApiProperty({ description: 'The holiday that it belongs to.', example: '春节' })
  name: string;

  @ApiProperty({ description: 'True: a day off; false: a make-up day (调休).', example: false })
  isOffDay: boolean;
}

/** The public holidays of a year. */
export class PublicYearResponse {
  @ApiProperty({ type: 'integer', description: 'Year of the arrangement.', example: 2026 })
  year: number;

  @ApiProperty({
    type: [String],
    description: 'Addresses of the announcements, where known.',
    example: ['https://www.gov.cn/zhengce/content/202511/content_7047090.htm'],
  })
  papers: readonly string[];

  @Windows({ description: 'Windows of its make-up days; null: those of an ordinary working day.', nullable: true })
  windows: readonly Window[] | null;

  @ApiProperty({ type: [PublicDayResponse], description: 'By date. What two years name is as the later year says.' })
  days: readonly PublicDayResponse[];
}

/** A version of a calendar with its imported days. */
export class CalendarDetailResponse extends CalendarResponse {
  @ApiProperty({ type: [PublicYearResponse], description: 'The public holidays that were imported, by year.' })
  publicYears: readonly PublicYearResponse[];
}

/** @param now decides which year is the present one */
export const toResponse = (calendar: KnownCalendar, now: Date): CalendarResponse => ({
  id: calendar.id,
  version: calendar.version,
  timeZone: calendar.timeZone,
  weekly: calendar.weekly,
  holidays: calendar.holidays,
  workingDays: calendar.workingDays,
  publicHolidays: calendar.publicHolidays,
  publishedYears: calendar.publicYears.map(({ year }) => year),
  provisionalFrom: provisionalFrom(calendar, now),
  changedAt: calendar.changedAt.toISOString(),
  changedBy: calendar.changedBy,
});

export const toDetailResponse = (calendar: KnownCalendar, now: Date): CalendarDetailResponse => ({
  ...toResponse(calendar, now),
  publicYears: calendar.publicYears.map(({ year, papers, windows, days }) => ({
    year,
    papers,
    windows,
    days: days.map(({ date, name, isOffDay }) => ({ date, name, isOffDay })),
  })),
});
