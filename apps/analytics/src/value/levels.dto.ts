import { ApiProperty } from '@nestjs/swagger';
import { LevelResponse, MoneyResponse } from './value.dto.js';

export class LevelRuleResponse {
  /** The level. */
  @ApiProperty({ type: LevelResponse, description: 'The level.' })
  level: LevelResponse;

  /** Where it begins. */
  @ApiProperty({ type: 'number', description: 'Value index from which on the level is reached.', example: 70 })
  fromIndex: number;

  /** Where it is lost. */
  @ApiProperty({ type: 'number', description: 'Value index below which the level is lost.', example: 65 })
  lostBelowIndex: number;

  /** The rule in words. */
  @ApiProperty({
    description: 'The rule in words, in the language of Accept-Language.',
    example: 'Reached from a value index of 70 on; lost only below 65.',
  })
  text: string;
}

export class LevelWeightResponse {
  /** The figure. */
  @ApiProperty({
    enum: ['recency', 'frequency', 'monetary', 'margin'],
    description: 'The figure.',
    example: 'monetary',
  })
  figure: string;

  /** Its weight. */
  @ApiProperty({ type: 'integer', description: 'Its weight in percent.', example: 35 })
  weight: number;

  /** What it measures. */
  @ApiProperty({
    description: 'What it measures, in the language of Accept-Language.',
    example: 'Paid less returned in the last 730 days',
  })
  text: string;
}

export class ThresholdsResponse {
  /** Version. */
  @ApiProperty({ type: 'integer', description: 'Rises with every new set.', example: 3 })
  version: number;

  /** Where they come from. */
  @ApiProperty({
    enum: ['fixed', 'population'],
    description:
      '`fixed`: set by hand, while fewer than 50 customers have bought; `population`: quintiles of the customers.',
    example: 'population',
  })
  source: string;

  /** When they were made. */
  @ApiProperty({ format: 'date-time', description: 'When they were made.', example: '2026-01-07T00:00:00.000Z' })
  asOf: string;

  /** From how many customers. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'From how many customers they were made; 0 for a fixed set.',
    example: 1200,
  })
  population: number;

  /** Cuts of recency. */
  @ApiProperty({
    type: [Number],
    minItems: 4,
    maxItems: 4,
    description: 'Days since the last purchase: up to the first 5, above the last 1.',
    example: [20, 61, 130, 300],
  })
  recencyDays: readonly number[];

  /** Cuts of frequency. */
  @ApiProperty({
    type: [Number],
    minItems: 4,
    maxItems: 4,
    description: 'Days with a purchase: up to the first 1, above the last 5.',
    example: [1, 2, 3, 6],
  })
  frequency: readonly number[];

  /** Cuts of the amount. */
  @ApiProperty({
    type: [Number],
    minItems: 4,
    maxItems: 4,
    description: 'Net amount, minor units: up to the first 1, above the last 5.',
    example: [90000, 400000, 1500000, 8000000],
  })
  monetaryMinor: readonly number[];

  /** Cuts of the margin. */
  @ApiProperty({
    type: [Number],
    minItems: 4,
    maxItems: 4,
    description: 'Margin, minor units: up to the first 1, above the last 5.',
    example: [20000, 90000, 300000, 1600000],
  })
  marginMinor: readonly number[];
}

export class LevelCountResponse {
  /** The level. */
  @ApiProperty({ type: LevelResponse, description: 'The level.' })
  level: LevelResponse;

  /** Customers. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Customers that have it now; merged ids count once.',
    example: 84,
  })
  customers: number;

  /** Their part of all. */
  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Their part of all customers that have bought, 0 to 1; null when there is none.',
    example: 0.07,
  })
  customerShare: number | null;

  /** What they bought for. */
  @ApiProperty({ type: MoneyResponse, description: 'What they paid in the window, less returns.' })
  revenue: MoneyResponse;

  /** Their part of the revenue. */
  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Its part of the revenue of all; null when there is none.',
    example: 0.46,
  })
  revenueShare: number | null;
}

export class LorenzPointResponse {
  /** Part of the customers. */
  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'Part of the customers, from the most valuable on.',
    example: 0.2,
  })
  customerShare: number;

  /** Part of the revenue. */
  @ApiProperty({
    type: 'number',
    description: 'Part of the revenue that they bring; above 1 where the last customers bring a loss.',
    example: 0.82,
  })
  revenueShare: number;
}

export class LevelsResponse {
  /** Rules. */
  @ApiProperty({ type: 'integer', description: 'Version of the rules; rises when they change.', example: 1 })
  rulesVersion: number;

  /** Length of the window. */
  @ApiProperty({ type: 'integer', description: 'Length of the window in days, today included.', example: 730 })
  windowDays: number;

  /** Parts of the index. */
  @ApiProperty({
    type: [LevelWeightResponse],
    description: 'The value index is the weighted mean of these fifths, from 0 (all 1) to 100 (all 5).',
  })
  weights: LevelWeightResponse[];

  /** Levels. */
  @ApiProperty({ type: [LevelRuleResponse], description: 'The levels, best first.' })
  levels: LevelRuleResponse[];

  /** Exceptions in words. */
  @ApiProperty({
    type: [String],
    description: 'What else is decided, in words.',
    example: ['Who gave back more than was paid has the basic level.'],
  })
  exceptions: string[];

  /** Thresholds. */
  @ApiProperty({ type: ThresholdsResponse, description: 'The thresholds of the fifths that are in force.' })
  thresholds: ThresholdsResponse;

  /** When. */
  @ApiProperty({
    format: 'date-time',
    description: 'When the customers were counted.',
    example: '2026-01-07T08:00:00.000Z',
  })
  asOf: string;

  /** How many. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Customers that have bought.', example: 1200 })
  n: number;

  /** Customers per level. */
  @ApiProperty({ type: [LevelCountResponse], description: 'Customers per level, best first.' })
  distribution: LevelCountResponse[];

  /** Concentration. */
  @ApiProperty({
    type: [LorenzPointResponse],
    description: 'How the revenue is spread over the customers (Lorenz curve as measured); empty without revenue.',
  })
  lorenz: LorenzPointResponse[];
}
