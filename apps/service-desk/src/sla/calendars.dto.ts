import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsTimeZone,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { KnownCalendar } from './calendars.service.js';

const opening = { pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', example: '09:00' };
const closing = { pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$', example: '12:00' };
const date = { pattern: '^\\d{4}-\\d{2}-\\d{2}$', example: '2026-10-10' };

class Window {
  @ApiProperty({ ...opening, description: 'Opening by the wall clock, included.' })
  @Matches(new RegExp(opening.pattern))
  from: string;

  @ApiProperty({ ...closing, description: 'Closing by the wall clock, not included; `24:00` is the end of the day.' })
  @Matches(new RegExp(closing.pattern))
  to: string;
}

export class WeeklyWindow extends Window {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 7, description: 'Monday is 1, Sunday 7.', example: 1 })
  @IsInt()
  @Min(1)
  @Max(7)
  weekday: number;
}

export class WorkingDayWindow extends Window {
  @ApiProperty({
    ...date,
    description: 'The make-up day (调休). Its windows replace those of the weekday, also on a holiday.',
  })
  @Matches(new RegExp(date.pattern))
  date: string;
}

/** Body of `PUT /calendars/{id}`: the whole calendar. */
export class ReplaceCalendarRequest {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'IANA zone whose wall clock counts; null or left out: the business time zone of the deployment.',
    example: 'Asia/Shanghai',
  })
  @IsOptional()
  @IsTimeZone()
  timeZone?: string | null;

  @ApiProperty({
    type: [WeeklyWindow],
    minItems: 1,
    maxItems: 70,
    description: 'Working time of a normal week; windows of one day must not overlap.',
  })
  @IsArray()
  @ArrayMaxSize(70)
  @ValidateNested({ each: true })
  @Type(() => WeeklyWindow)
  weekly: WeeklyWindow[];

  @ApiProperty({
    type: [String],
    maxItems: 1000,
    description: 'Dates without work.',
    example: ['2026-10-01', '2026-10-02'],
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @Matches(new RegExp(date.pattern), { each: true })
  holidays: string[];

  @ApiProperty({
    type: [WorkingDayWindow],
    maxItems: 1000,
    description: 'Make-up days with their own windows, one entry per window.',
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => WorkingDayWindow)
  workingDays: WorkingDayWindow[];
}

export class CalendarResponse {
  @ApiProperty({ description: 'Name of the calendar.', example: 'default' })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ description: 'IANA zone whose wall clock counts.', example: 'Asia/Shanghai' })
  timeZone: string;

  @ApiProperty({ type: [WeeklyWindow], description: 'Working time of a normal week.' })
  weekly: WeeklyWindow[];

  @ApiProperty({ type: [String], description: 'Dates without work.', example: ['2026-10-01'] })
  holidays: string[];

  @ApiProperty({ type: [WorkingDayWindow], description: 'Make-up days with their own windows.' })
  workingDays: WorkingDayWindow[];

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
