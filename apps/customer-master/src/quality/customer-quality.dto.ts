import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { points, QualityDimensions, QualityReason, QualityWords, toReason } from './quality.parts.js';
import { type FaultCode, faultCodes } from './rules/quality-rules.js';
import { fieldName } from './rules/reasons.js';
import type { FieldState, QualityScore } from './rules/score.js';

export class VerifiedTodayRequest {
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: 100,
    example: ['/contactPoints/phone'],
    description:
      'Fields as provenance names them. Left out: all names, contact points and addresses that the customer has.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(120, { each: true })
  fields?: string[];
}

export class FieldQuality {
  @ApiProperty({
    type: String,
    example: '/contactPoints/phone',
    description: 'As provenance names it; a group (`/addresses`) stands for any of it.',
  })
  field: string;
  @ApiProperty({ type: QualityWords, description: 'The field in words.' })
  name: QualityWords;
  @ApiProperty({
    type: Number,
    minimum: 0,
    example: 3,
    description: 'How much it counts; 0: nobody expects it, something is wrong with it.',
  })
  weight: number;
  @ApiProperty({ type: Boolean, example: true, description: 'Whether there is a value.' })
  present: boolean;
  @ApiProperty({ type: Boolean, example: true, description: 'Whether there is one and nothing is wrong.' })
  valid: boolean;
  @ApiProperty({ enum: faultCodes, isArray: true, example: [], description: 'What is wrong with its values.' })
  faults: FaultCode[];
  @ApiProperty({ type: Boolean, example: false, description: 'Whether it was said or verified within `maxAgeDays`.' })
  fresh: boolean;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 412,
    description: 'Whole days since a record said so or somebody verified it; null: there is no value.',
  })
  ageDays: number | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'When somebody last made sure of it.',
  })
  verifiedAt: string | null;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 365,
    description: 'After so many days it is stale; null: it does not age.',
  })
  maxAgeDays: number | null;
}

export class CustomerQualityResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The customer; the survivor of a retired id.',
  })
  customerId: string;
  @ApiProperty(points('The score: weighted mean of the dimensions.', 76.4))
  score: number;
  @ApiProperty({ type: QualityDimensions, description: 'What it is made of.' })
  dimensions: QualityDimensions;
  @ApiProperty({ type: [QualityReason], description: 'What is missing to 100, what costs most first.' })
  reasons: QualityReason[];
  @ApiProperty({ type: [FieldQuality], description: 'Every expected field, and others with something wrong.' })
  fields: FieldQuality[];
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 0,
    description: 'Version of the rules; 0: those of the product.',
  })
  rulesVersion: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was judged: now.',
  })
  asOf: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-03-02T02:00:00.000Z',
    description: 'When time alone will lower the score; null: never.',
  })
  staleAt: string | null;
}

export const toCustomerQuality = (
  customerId: string,
  { result, rulesVersion }: { result: QualityScore; rulesVersion: number },
  now: Date,
): CustomerQualityResponse => ({
  customerId,
  score: result.score,
  dimensions: result.dimensions,
  reasons: result.reasons.map(toReason),
  fields: result.fields.map((state) => toField(state, now)),
  rulesVersion,
  asOf: now.toISOString(),
  staleAt: result.staleAt?.toISOString() ?? null,
});

const toField = (state: FieldState, now: Date): FieldQuality => ({
  field: state.field,
  name: fieldName(state.field),
  weight: state.weight,
  present: state.present,
  valid: state.present && state.faults.length === 0,
  faults: state.faults,
  fresh: state.fresh,
  ageDays: state.lastAt && Math.max(0, Math.floor((now.getTime() - state.lastAt.getTime()) / 86_400_000)),
  verifiedAt: state.verifiedAt,
  maxAgeDays: state.maxAgeDays,
});
