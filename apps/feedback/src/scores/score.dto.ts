import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type ScoreMetric, scoreMetrics } from './rules/figure.js';
import { type Slicing, slicings } from './score-slice.js';

/** Which score, of when, split by what. */
export class ScoresQuery {
  /** Which score. */
  @ApiProperty({
    enum: scoreMetrics,
    description: 'nps: net promoter score 净推荐值, −100 to 100; csat: share of 4 and 5 满意度, percent.',
    example: 'nps',
  })
  @IsIn(scoreMetrics)
  metric: ScoreMetric;

  /** From this moment on. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'From this moment on, RFC 3339; left out: from the first.',
    example: '2026-01-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Before this moment. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Before this moment, RFC 3339; left out: up to now.',
    example: '2026-04-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  to?: string;

  /** Split by what. */
  @ApiPropertyOptional({
    enum: slicings,
    default: 'none',
    description: "Groups: calendar months of the company's time zone, or the value level that customers have today.",
    example: 'month',
  })
  @IsOptional()
  @IsIn(slicings)
  by: Slicing = 'none';
}

/** Bounds of a 95 % confidence interval. */
export class IntervalResponse {
  /** Lower bound. */
  @ApiProperty({ description: 'Lower bound, one decimal.', example: 12.4 })
  low: number;

  /** Upper bound. */
  @ApiProperty({ description: 'Upper bound, one decimal.', example: 51.9 })
  high: number;
}

/** A score with what one needs to judge it. */
export class ScoreFigure {
  /** The score. */
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The score, one decimal; null while fewer than `minN` have answered the question.',
    example: 32.1,
  })
  value: number | null;

  /** Answers to the question. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Answers to the question, given in the period. The sum of `counts`.',
    example: 56,
  })
  n: number;

  /** Whether n reaches the minimum. */
  @ApiProperty({ description: 'Whether n reaches `minN`.', example: true })
  sufficient: boolean;

  /** Fewest answers for which a score is shown. */
  @ApiProperty({ type: 'integer', minimum: 2, description: 'Fewest answers for which a score is shown.', example: 5 })
  minN: number;

  /** How many answered what. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 0 },
    description: 'nps: promoters 9–10, passives 7–8, detractors 0–6; csat: satisfied 4–5, neutral 3, dissatisfied 1–2.',
    example: { promoters: 29, passives: 16, detractors: 11 },
  })
  counts: Record<string, number>;

  /** Answered the survey, not this question. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Answered the survey but not this question; not part of n.',
    example: 4,
  })
  dismissed: number;

  /** 95 % interval of the score. */
  @ApiProperty({
    type: IntervalResponse,
    nullable: true,
    description: 'Of the score, 95 % (nps: adjusted Wald, csat: Wilson); null where the score is.',
  })
  interval: IntervalResponse | null;

  /** Invitations requested in the period. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Invitations of the period that customer-master was asked to send.',
    example: 120,
  })
  issued: number;

  /** Invitations of the period that were not sent on purpose. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Invitations of the period that were not sent on purpose, before or after the request.',
    example: 8,
  })
  suppressed: number;

  /** Invitations of the period that left. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Invitations of the period that left and did not bounce.',
    example: 112,
  })
  sent: number;

  /** Invitations of the period that were answered, at whatever time. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Invitations of the period that were answered, at whatever time.',
    example: 60,
  })
  returned: number;

  /** Share of the sent ones that were answered. */
  @ApiProperty({
    type: Number,
    nullable: true,
    description: '`returned` of `sent` in percent, one decimal; null when none was sent.',
    example: 53.6,
  })
  responseRate: number | null;
}

/** The figure of one group. */
export class ScoreGroup extends ScoreFigure {
  /** Month or level. */
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Month `2026-01`, or level `diamond`, `gold`, `silver`, `basic`; null: customers without a level.',
    example: '2026-01',
  })
  key: string | null;
}

/** A score over everything asked for, and by group. */
export class ScoresResponse extends ScoreFigure {
  /** Which score. */
  @ApiProperty({ enum: scoreMetrics, description: 'Which score.', example: 'nps' })
  metric: ScoreMetric;

  /** Split by what. */
  @ApiProperty({ enum: slicings, description: 'Split by what.', example: 'month' })
  by: Slicing;

  /** One figure per group, in order of key. */
  @ApiProperty({ type: [ScoreGroup], description: 'One figure per group in order of key; empty with `by=none`.' })
  groups: ScoreGroup[];
}
