import { customerKinds, type CustomerKind, oaIdPattern } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsDay } from '../relationships/day.decorator.js';
import { points, QualityReason } from './quality.parts.js';

const share = (description: string, example: number) =>
  ({ type: Number, minimum: 0, maximum: 1, example, description }) as const;
const count = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, example, description }) as const;
const day = (example: string, description: string) => ({ type: String, format: 'date', example, description }) as const;

const departmentFilter = {
  type: String,
  pattern: oaIdPattern.source,
  example: 'sales-north',
  description: 'Only customers of this department.',
} as const;
const kindFilter = {
  enum: customerKinds,
  example: 'organisation',
  description: 'Only customers of this kind.',
} as const;

export class QualityQuery {
  @ApiPropertyOptional(departmentFilter)
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
  @ApiPropertyOptional(kindFilter)
  @IsOptional()
  @IsIn(customerKinds)
  kind?: CustomerKind;
}

export class QualityTrendQuery extends QualityQuery {
  @ApiPropertyOptional(day('2026-01-01', 'First day; default: 29 days before the last.'))
  @IsOptional()
  @IsDay()
  from?: string;
  @ApiPropertyOptional(day('2026-01-30', 'Last day; default: today. At most 400 days.'))
  @IsOptional()
  @IsDay()
  to?: string;
}

export class QualityFigures {
  @ApiProperty(count('Customers.', 420))
  customers: number;
  @ApiProperty(points('Mean of their scores.', 75.8))
  meanScore: number;
  @ApiProperty(points('Mean of completeness.', 80))
  completeness: number;
  @ApiProperty(points('Mean of validity.', 78.6))
  validity: number;
  @ApiProperty(points('Mean of freshness.', 59))
  freshness: number;
  @ApiProperty(points('Mean of uniqueness.', 99))
  uniqueness: number;
  @ApiProperty(share('Of whom no expected field is missing.', 0.4714))
  completeShare: number;
  @ApiProperty(share('Of whom no value is found wrong.', 0.8976))
  validShare: number;
  @ApiProperty(share('Of whom no value is stale.', 0.5714))
  freshShare: number;
  @ApiProperty(share('Who may be the same as another customer.', 0.019))
  duplicateShare: number;
  @ApiProperty({
    type: Number,
    minimum: 0,
    example: 0.0107,
    description: 'Pairs that may be one customer, per customer; a pair over two departments counts half in each.',
  })
  duplicatesRate: number;
  @ApiProperty({
    type: [Number],
    minItems: 10,
    maxItems: 10,
    example: [0, 0, 2, 6, 20, 40, 62, 90, 120, 80],
    description: 'Customers with a score of 0 up to 10, 10 up to 20, …, 90 to 100.',
  })
  distribution: number[];
}

export class WorstReason extends OmitType(QualityReason, ['lost'] as const) {
  @ApiProperty(count('Customers whom it costs points.', 120))
  customers: number;
}

export class QualityGroup {
  @ApiProperty({ type: QualityFigures, nullable: true, description: 'The figures; null without a customer.' })
  figures: QualityFigures | null;
  @ApiProperty({ type: [WorstReason], maxItems: 10, description: 'What most customers have.' })
  worstReasons: WorstReason[];
}

export class QualityDepartment extends QualityGroup {
  @ApiProperty({ type: String, example: 'sales-north', description: 'The department.' })
  department: string;
}

export class QualityOverviewResponse {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was measured: every half minute, less often the longer it takes; null: not yet.',
  })
  asOf: string | null;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 0,
    description: 'Version of the rules then; 0: those of the product.',
  })
  rulesVersion: number | null;
  @ApiProperty({ type: QualityGroup, description: 'All departments that you see.' })
  total: QualityGroup;
  @ApiProperty({ type: [QualityDepartment], description: 'Each department that you see, in the order of their ids.' })
  departments: QualityDepartment[];
}

export class QualityTrendDay {
  @ApiProperty(day('2026-01-05', 'The business day.'))
  day: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T15:59:31.000Z',
    description: 'Last measurement of that day; null: nothing was measured, and nothing is made up.',
  })
  measuredAt: string | null;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 0,
    description: 'Version of the rules then: another one makes a step in the curve.',
  })
  rulesVersion: number | null;
  @ApiProperty({
    type: QualityFigures,
    nullable: true,
    description: 'The figures; null: no customer, or not measured.',
  })
  figures: QualityFigures | null;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 30,
    description: 'Pairs that people judged that day, also by taking a merge back; null for one department or kind.',
  })
  reviewed: number | null;
  @ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    nullable: true,
    example: 0.6333,
    description: 'Share of them that were one customer: drift of the matching; null without a decision.',
  })
  matchShare: number | null;
}

export class QualityTrendResponse {
  @ApiProperty({ type: [QualityTrendDay], description: 'Every day, the first one first.' })
  days: QualityTrendDay[];
}
