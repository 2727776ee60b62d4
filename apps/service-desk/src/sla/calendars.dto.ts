import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsObject,
  IsOptional,
  IsTimeZone,
  Matches,
  ValidateNested,
} from 'class-validator';
import type { KnownCalendar } from './calendars.service.js';
import { Windows } from './windows.decorator.js';
import type { Window } from './rules/calendar.js';

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

export class CalendarResponse {
  @ApiProperty({ description: 'Name of the calendar.', example: 'default' })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ description: 'IANA zone whose wall clock counts.', example: 'Asia/Shanghai' })
  timeZone: string;

  @ApiProperty({ type: Week, description: 'Working time of a normal week; a day left out has none.' })
  weekly: KnownCalendar['weekly'];

  @ApiProperty({ type: [String], description: 'Dates without work.', example: ['2026-10-01'] })
  holidays: string[];

  @ApiProperty({ type: [WorkingDay], description: 'Make-up days (调休) with their own windows.' })
  workingDays: KnownCalendar['workingDays'];

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

export const toResponse = (calendar: KnownCalendar): CalendarResponse => ({
  id: calendar.id,
  version: calendar.version,
  timeZone: calendar.timeZone,
  weekly: calendar.weekly,
  holidays: calendar.holidays,
  workingDays: calendar.workingDays,
  changedAt: calendar.changedAt.toISOString(),
  changedBy: calendar.changedBy,
});
