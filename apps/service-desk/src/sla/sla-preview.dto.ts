import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '@crm/platform/problem';
import { CalendarContent } from '../calendars/calendar-content.dto.js';
import { type Evaluation, timelineStates, type TimelineState } from './rules/evaluation.js';

const instant = { format: 'date-time', example: '2026-02-13T17:00:00+08:00' };
const tenYearsInSeconds = 315_360_000;

/** An interval in which the clock stands. */
export class PreviewPause {
  @ApiProperty({ ...instant, description: 'From when on, included; RFC 3339 with any offset.' })
  @IsInstant()
  from: string;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'Until when, not included; null: it goes on. Only the last one may.',
  })
  @IsOptional()
  @IsInstant()
  to: string | null;
}

/** Body of `POST /sla/preview`: a timeline, and the calendar that counts: one written out, or one that is kept. */
export class SlaPreviewRequest {
  @ApiPropertyOptional({ type: CalendarContent, description: 'The calendar itself; else `calendarId`.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CalendarContent)
  calendar?: CalendarContent | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'A calendar that is kept, in its newest version; else `calendar`.',
    example: 'default',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[a-z0-9_-]{1,60}$/)
  calendarId?: string | null;

  @ApiProperty({ ...instant, description: 'When the clock begins; RFC 3339 with any offset, the years 1970 to 2199.' })
  @IsInstant()
  startedAt: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: tenYearsInSeconds,
    description: 'Working time that is allowed, in seconds.',
    example: 7200,
  })
  @IsInt()
  @Min(0)
  @Max(tenYearsInSeconds)
  targetSeconds: number;

  @ApiPropertyOptional({
    type: [PreviewPause],
    maxItems: 1000,
    description: 'In any order; they must not overlap.',
    default: [],
  })
  @IsDefined()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => PreviewPause)
  pauses: PreviewPause[] = [];

  @ApiPropertyOptional({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the target was reached; null or left out: not yet.',
  })
  @IsOptional()
  @IsInstant()
  metAt?: string | null;

  @ApiPropertyOptional({ ...instant, type: String, nullable: true, description: 'As of when; left out: now.' })
  @IsOptional()
  @IsInstant()
  asOf?: string | null;
}

/** When somebody is warned. */
export class SlaWarning {
  @ApiProperty({ type: 'integer', enum: [50, 80, 100], description: 'Share of the target, in percent.', example: 80 })
  percent: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When so much of the target is used up; null while a pause goes on before that.',
    example: '2026-02-14T01:36:00.000Z',
  })
  at: string | null;
}

export class SlaPreviewResponse {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'The earliest instant at which the working time without pauses reaches the target; null while a pause goes on.',
    example: '2026-02-14T02:00:00.000Z',
  })
  dueAt: string | null;

  @ApiProperty({
    enum: timelineStates,
    description: '`paused`: a pause covers `asOf`, and the deadline has not passed.',
    example: 'running',
  })
  state: TimelineState;

  @ApiProperty({ description: '`metAt > dueAt`, or not met and `asOf ≥ dueAt`.', example: false })
  breached: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The deadline that was missed.',
    example: null,
  })
  breachedAt: string | null;

  @ApiProperty({
    description: 'Working time without pauses from the start to `metAt`, else `asOf`; seconds.',
    example: 3600,
  })
  activeSeconds: number;

  @ApiProperty({ minimum: 0, description: 'What is left of the target; seconds.', example: 3600 })
  remainingSeconds: number;

  @ApiProperty({ type: [SlaWarning], description: 'At 50, 80 and 100 % of the target.' })
  warnings: SlaWarning[];
}

export const toPreviewResponse = (evaluation: Evaluation): SlaPreviewResponse => ({
  dueAt: textOf(evaluation.dueAt),
  state: evaluation.state,
  breached: evaluation.breached,
  breachedAt: textOf(evaluation.breachedAt),
  activeSeconds: evaluation.activeSeconds,
  remainingSeconds: evaluation.remainingSeconds,
  warnings: evaluation.warnings.map(({ percent, at }) => ({ percent, at: textOf(at) })),
});

const textOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;
