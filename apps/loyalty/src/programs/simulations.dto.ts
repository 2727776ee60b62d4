import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { type EarningReason, earningReasons } from '../points/rules/earning.js';
import { WordsResponse } from '../words.dto.js';
import { EarningTermsRequest } from './programs.dto.js';

export class SimulatedLine {
  /** Unique within the order. */
  @ApiProperty({ description: 'Unique within the order.', example: '1', maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  lineId: string;

  /** Product category. */
  @ApiPropertyOptional({ description: 'Product category.', example: 'coal', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  category?: string;

  /** Net amount of the line in minor units. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Net amount of the line in minor units (分), after discounts.',
    example: 199900,
  })
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  amountMinor: number;
}

/** An order as it could be paid. */
export class SimulateRequest {
  /** ISO 4217 code of every amount. */
  @ApiProperty({ description: 'ISO 4217 code of every amount.', example: 'CNY', pattern: '^[A-Z]{3}$' })
  @Matches(/^[A-Z]{3}$/)
  currency: string;

  /** 1 to 500 lines. */
  @ApiProperty({ type: [SimulatedLine], minItems: 1, maxItems: 500, description: 'The lines of the order.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => SimulatedLine)
  lines: SimulatedLine[];

  /** Moment of payment. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Moment of payment, which decides on the version; left out: now. Not together with `terms`.',
    example: '2026-09-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  paidAt?: string;

  /** Terms that are not published yet. */
  @ApiPropertyOptional({
    type: EarningTermsRequest,
    description: 'Terms to try before they are published, instead of the published rule.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => EarningTermsRequest)
  terms?: EarningTermsRequest;
}

/** `paidAt` and `terms` exclude each other. */
export const simulationExamples = {
  published: {
    summary: 'By the rule of the moment of payment',
    value: {
      currency: 'CNY',
      lines: [{ lineId: '1', category: 'coal', amountMinor: 199900 }],
      paidAt: '2026-09-01T00:00:00Z',
    },
  },
  unpublished: {
    summary: 'By terms that are still to be published',
    value: {
      currency: 'CNY',
      lines: [{ lineId: '1', category: 'service', amountMinor: 199900 }],
      terms: { currency: 'CNY', minorPerPoint: 1000, multipliers: { coal: 1, service: 2 }, otherMultiplier: 1 },
    },
  },
};

export class ExplainedLine {
  /** As given. */
  @ApiProperty({ description: 'As given.', example: '1' })
  lineId: string;

  /** As given; null where none was. */
  @ApiProperty({ type: 'string', nullable: true, description: 'As given; null where none was.', example: 'coal' })
  category: string | null;

  /** As given. */
  @ApiProperty({ type: 'integer', description: 'As given, in minor units.', example: 199900 })
  amountMinor: number;

  /** How often the price of one point is full in the amount. */
  @ApiProperty({
    type: 'integer',
    description: 'How often the price of one point is full in the amount.',
    example: 199,
  })
  fullSteps: number;

  /** The multiplier that applies. */
  @ApiProperty({ type: 'integer', description: "The category's multiplier.", example: 1 })
  multiplier: number;

  /** What the line earns. */
  @ApiProperty({ type: 'integer', description: 'What the line earns.', example: 199 })
  points: number;

  /** Why. */
  @ApiProperty({ enum: earningReasons, description: 'Why.', example: 'earned' })
  reason: EarningReason;

  /** Why, in words. */
  @ApiProperty({
    type: WordsResponse,
    description: 'Why, in words.',
    example: { zh: '净额含 199 个 10 CNY，倍数 ×1，得 199 分', en: '199 full 10 CNY × 1 = 199 points' },
  })
  words: WordsResponse;
}

export class SimulationResponse {
  /** What the order earns. */
  @ApiProperty({ type: 'integer', description: 'What the order earns.', example: 199 })
  points: number;

  /** The version that decided. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The version that decided; null for terms that are not published.',
    example: 1,
  })
  ruleVersion: number | null;

  /** The rule in words. */
  @ApiProperty({
    type: WordsResponse,
    description: 'The rule in words.',
    example: {
      zh: '每行净额每满 10 CNY 得 1 分；service ×2',
      en: 'Every full 10 CNY net of a line earns 1 point; service ×2',
    },
  })
  rule: WordsResponse;

  /** Line by line. */
  @ApiProperty({ type: [ExplainedLine], description: 'Line by line.' })
  lines: ExplainedLine[];
}
