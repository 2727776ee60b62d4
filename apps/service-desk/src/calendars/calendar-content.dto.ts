import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsTimeZone,
  Matches,
  ValidateNested,
} from 'class-validator';
import { OpenCases, ReportId } from '../sla-changes/sla-changes.dto.js';
import type { OpenCasesChoice } from '../sla-changes/sla-changes.service.js';
import { Windows } from './windows.decorator.js';
import type { Window } from './rules/calendar.js';
import { type PublicRegion, publicRegions } from './rules/public-days.js';

export const calendarId = '^[a-z0-9-]{1,40}$';
const date = { pattern: '^\\d{4}-\\d{2}-\\d{2}$', example: '2026-10-10' };

/** Windows of a normal week. */
export class Week {
  @Windows({ description: 'Windows that begin on Monday.', required: false, nullable: true })
  @IsOptional()
  mon?: Window[] | null;

  @Windows({ description: 'Windows that begin on Tuesday.', required: false, nullable: true })
  @IsOptional()
  tue?: Window[] | null;

  @Windows({ description: 'Windows that begin on Wednesday.', required: false, nullable: true })
  @IsOptional()
  wed?: Window[] | null;

  @Windows({ description: 'Windows that begin on Thursday.', required: false, nullable: true })
  @IsOptional()
  thu?: Window[] | null;

  @Windows({ description: 'Windows that begin on Friday.', required: false, nullable: true })
  @IsOptional()
  fri?: Window[] | null;

  @Windows({ description: 'Windows that begin on Saturday.', required: false, nullable: true })
  @IsOptional()
  sat?: Window[] | null;

  @Windows({ description: 'Windows that begin on Sunday.', required: false, nullable: true })
  @IsOptional()
  sun?: Window[] | null;
}

/** A make-up day (调休). */
export class WorkingDay {
  @ApiProperty({ ...date, description: 'The date. Its windows replace those of the weekday, also on a holiday.' })
  @Matches(new RegExp(date.pattern))
  date: string;

  @Windows({ description: 'Windows that begin on the date; none: nobody works.' })
  windows: Window[];
}

/**
 * A calendar as it is written. Windows are half-open, by the wall clock of the zone; one that ends before it begins goes
 * on into the next day (`["22:00", "06:00"]`).
 */
export class CalendarContent {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'IANA zone whose wall clock counts; null or left out: the business time zone of the deployment.',
    example: 'Asia/Shanghai',
  })
  @IsOptional()
  @IsTimeZone()
  timeZone?: string | null;

  @ApiProperty({ type: Week, description: 'Working time of a normal week; a day left out has none.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => Week)
  weekly: Week;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 1000,
    description: 'Dates on which no window begins.',
    example: ['2026-10-01', '2026-10-02'],
    default: [],
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @Matches(new RegExp(date.pattern), { each: true })
  holidays: string[] = [];

  @ApiPropertyOptional({
    type: [WorkingDay],
    maxItems: 1000,
    description: 'Make-up days (调休) with their own windows; each date once.',
    default: [],
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => WorkingDay)
  workingDays: WorkingDay[] = [];
}

/** A calendar with what it follows. */
export class CalendarDraft extends CalendarContent {
  @ApiPropertyOptional({
    type: String,
    enum: [...publicRegions, null],
    nullable: true,
    description:
      'Whose public holidays count: `CN`, or null: nobody’s. Left out: as before, and nobody’s for a new calendar. Days ' +
      'written by hand win over them. A calendar that follows and knows none gets the years that come with the product; what ' +
      'was imported is kept also while it does not count.',
    example: 'CN',
  })
  @IsOptional()
  @IsIn(publicRegions)
  publicHolidays?: PublicRegion | null;
}

/** Body of `PUT /calendars/{id}`. */
export class ReplaceCalendarRequest extends CalendarDraft implements OpenCasesChoice {
  @OpenCases()
  openCases?: OpenCasesChoice['openCases'];

  @ReportId()
  reportId?: string | null;
}

/** Body of `POST /calendars`. */
export class CreateCalendarRequest extends CalendarDraft {
  @ApiProperty({ pattern: calendarId, description: 'Name of the calendar; it stays.', example: 'beijing-office' })
  @Matches(new RegExp(calendarId))
  id: string;
}
