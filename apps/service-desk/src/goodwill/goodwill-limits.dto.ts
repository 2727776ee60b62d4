import { oaIdPattern, type ValueLevel, valueLevels } from '@crm/contracts';
import { type Role, roles as knownRoles } from '@crm/platform/auth';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { GoodwillLimitsVersion } from './goodwill-limits.service.js';
import { type CustomerCap, type GoodwillLimits, type GoodwillRule } from './rules/limits.js';

const roleNames = Object.keys(knownRoles) as Role[];

/** What somebody may give. */
export class GoodwillRuleBody implements GoodwillRule {
  @ApiProperty({ maxLength: 100, description: 'What people call the rule; each name once.', example: 'agents' })
  @IsString()
  @MaxLength(100)
  @Matches(/\S/)
  name: string;

  @ApiPropertyOptional({
    type: [String],
    enum: roleNames,
    description: 'One of the person’s roles is among them; left out: anybody.',
    example: ['agent'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsIn(roleNames, { each: true })
  roles?: Role[];

  @ApiPropertyOptional({
    type: [String],
    description: 'The person is of one of these departments; left out: any.',
    example: ['service'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(oaIdPattern, { each: true })
  departments?: string[];

  @ApiPropertyOptional({
    type: [String],
    enum: valueLevels,
    description: 'The customer is of one of these levels; one that nobody scored counts as basic. Left out: any.',
    example: ['gold'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    description: 'Most points of one gesture that the person may approve, also the own one.',
    example: 500,
  })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  mostPoints: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'Points that the person may approve in a calendar month, all together.',
    example: 5000,
  })
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  budget: number;
}

/** What a customer may get. */
export class CustomerCapBody implements CustomerCap {
  @ApiPropertyOptional({
    type: [String],
    enum: valueLevels,
    description: 'The customer is of one of these levels; left out: any.',
    example: ['diamond', 'gold'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'Most points, under all ids of the customer together.',
    example: 10_000,
  })
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  mostPoints: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 3660,
    description: 'Within so many days until now.',
    example: 365,
  })
  @IsInt()
  @Min(1)
  @Max(3660)
  days: number;
}

/** Body of `PUT /goodwill-limits`. */
export class GoodwillLimitsBody {
  @ApiProperty({
    type: [GoodwillRuleBody],
    maxItems: 100,
    description: 'In order: the first that fits counts; whom none fits may approve nothing.',
  })
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => GoodwillRuleBody)
  rules: GoodwillRuleBody[];

  @ApiProperty({
    type: [CustomerCapBody],
    minItems: 1,
    maxItems: 10,
    description: 'In order: the first that fits counts; the last one names no levels.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => CustomerCapBody)
  customerCaps: CustomerCapBody[];
}

export class GoodwillLimitsResponse extends GoodwillLimitsBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: '0: the limits that the product comes with; also the ETag.',
    example: 1,
  })
  version: number;

  @ApiProperty({ type: String, nullable: true, description: 'Who put them in force.', example: 'E1006' })
  madeBy: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when.',
    example: '2026-01-05T02:00:00.000Z',
  })
  madeAt: string | null;
}

/** Null counts as left out. */
const given = <Value>(name: string, value: Value | null | undefined) => (value == null ? {} : { [name]: value });

export const toLimits = ({ rules, customerCaps }: GoodwillLimitsBody): GoodwillLimits => ({
  rules: rules.map(({ name, roles, departments, levels, mostPoints, budget }) => ({
    name,
    ...given('roles', roles),
    ...given('departments', departments),
    ...given('levels', levels),
    mostPoints,
    budget,
  })),
  customerCaps: customerCaps.map(({ levels, mostPoints, days }) => ({ ...given('levels', levels), mostPoints, days })),
});

export const toLimitsResponse = ({ version, content, madeBy, madeAt }: GoodwillLimitsVersion) =>
  ({ ...content, version, madeBy, madeAt: madeAt?.toISOString() ?? null }) as GoodwillLimitsResponse;
