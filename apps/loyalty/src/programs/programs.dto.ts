import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { WordsResponse } from '../words.dto.js';
import { IsMultipliers } from './is-multipliers.js';

/** What a rule says. */
export class EarningTermsRequest {
  /** ISO 4217 code of the orders that earn points. */
  @ApiProperty({
    description: 'ISO 4217 code; orders in another currency earn nothing.',
    example: 'CNY',
    pattern: '^[A-Z]{3}$',
  })
  @Matches(/^[A-Z]{3}$/)
  currency: string;

  /** Minor units of a line's net amount for one point, 1 to 1,000,000,000. */
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    description: "Minor units (分) of a line's net amount for one point; only full ones count.",
    example: 1000,
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  minorPerPoint: number;

  /** Multiplier by product category, 0 to 100. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 0, maximum: 100 },
    description:
      'Multiplier by product category: 0 excludes the category, 2 gives double points. At most 200 categories.',
    example: { coal: 1, service: 2 },
  })
  @IsMultipliers()
  multipliers: Record<string, number>;

  /** Multiplier of every other category, 0 to 100. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description: 'Multiplier of every other category, and of lines without one.',
    example: 1,
  })
  @IsInt()
  @Min(0)
  @Max(100)
  otherMultiplier: number;
}

/** A new version of a rule. */
export class PublishRuleRequest extends EarningTermsRequest {
  /** From when it counts, RFC 3339; not in the past. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'From when it counts, by the moment of payment; not in the past. Left out: at once.',
    example: '2026-09-01T00:00:00+08:00',
  })
  @IsOptional()
  @IsInstant()
  validFrom?: string;
}

/** A date that is past is refused, so an example cannot name any near one. */
export const publicationExamples = {
  atOnce: {
    summary: 'From now on',
    value: { currency: 'CNY', minorPerPoint: 1000, multipliers: { coal: 1, service: 2 }, otherMultiplier: 1 },
  },
  later: {
    summary: 'From a date on',
    value: {
      currency: 'CNY',
      minorPerPoint: 1000,
      multipliers: {},
      otherMultiplier: 1,
      validFrom: '2099-01-01T00:00:00+08:00',
    },
  },
};

export class ProgramResponse {
  /** The program's id. */
  @ApiProperty({ format: 'uuid', description: "The program's id.", example: '01980000-0000-7000-8000-000000000001' })
  id: string;

  /** Its name. */
  @ApiProperty({
    type: WordsResponse,
    description: 'Its name.',
    example: { zh: '客户积分计划', en: 'Customer points' },
  })
  name: WordsResponse;
}

export class RuleResponse extends EarningTermsRequest {
  /** 1, 2, 3 … */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the version within the program.', example: 1 })
  ruleVersion: number;

  /** From when it counts. */
  @ApiProperty({
    format: 'date-time',
    description: 'From when it counts, until a version with a later (or the same) date takes over.',
    example: '2026-09-01T00:00:00.000Z',
  })
  validFrom: string;

  /** The rule as people read it. */
  @ApiProperty({
    type: WordsResponse,
    description: 'The rule as people read it.',
    example: {
      zh: '每行净额每满 10 CNY 得 1 分；service ×2',
      en: 'Every full 10 CNY net of a line earns 1 point; service ×2',
    },
  })
  words: WordsResponse;

  /** When it was published. */
  @ApiProperty({ format: 'date-time', description: 'When it was published.', example: '2026-08-20T02:00:00.000Z' })
  publishedAt: string;

  /** Who published it. */
  @ApiProperty({ description: 'Employee who published it; `migration` for the first one.', example: 'E1080' })
  publishedBy: string;
}
