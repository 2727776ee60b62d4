import { type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsDefined, IsIn, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import type { RoutingRulesVersion } from './routing-rules.service.js';
import { defaultRoutingRules, type RoutingRules } from './rules/routing.js';

const points =
  (name: keyof RoutingRules['weights'], description: string): PropertyDecorator =>
  (prototype, property) => {
    const example = defaultRoutingRules.weights[name];
    ApiProperty({ type: 'integer', minimum: 0, maximum: 1000, description, example })(prototype, property);
    IsInt()(prototype, property);
    Min(0)(prototype, property);
    Max(1000)(prototype, property);
  };

/** Points for each thing that speaks for somebody. */
export class RoutingWeights {
  @points('ownAgent', 'The customer’s own agent, for the levels of `ownAgentLevels`.')
  ownAgent: number;

  @points('skill', 'The kind is named: half; the product is named: half, or a quarter by its group.')
  skill: number;

  @points('level', 'The level of the customer is named.')
  level: number;

  @points('region', 'The region is named.')
  region: number;

  @points('language', 'The language is named.')
  language: number;

  @points('load', 'Times the share of the capacity that is free.')
  load: number;
}

/** Body of `PUT /routing-rules`. */
export class RoutingRulesBody {
  @ApiProperty({ type: RoutingWeights, description: 'Points for each thing that speaks for somebody.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => RoutingWeights)
  weights: RoutingWeights;

  @ApiProperty({
    enum: valueLevels,
    enumName: 'ValueLevel',
    isArray: true,
    description: 'Customers of these levels get their own agent, the owner on their card, where that one is an agent.',
    example: defaultRoutingRules.ownAgentLevels,
  })
  @IsArray()
  @ArrayUnique()
  @IsIn(valueLevels, { each: true })
  ownAgentLevels: ValueLevel[];

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 500,
    description: 'Open cases at which an employee of whom nothing was said under `/agents` counts as fully loaded.',
    example: defaultRoutingRules.usualCapacity,
  })
  @IsInt()
  @Min(1)
  @Max(500)
  usualCapacity: number;
}

export class RoutingRulesResponse extends RoutingRulesBody {
  @ApiProperty({ type: 'integer', minimum: 0, description: '0: as the product comes; also the ETag.', example: 0 })
  version: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who made this version; null: none.',
    example: null,
  })
  changedBy: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When this version was made; null: it came with the product.',
    example: null,
  })
  changedAt: string | null;
}

export const toRules = ({ weights, ownAgentLevels, usualCapacity }: RoutingRulesBody): RoutingRules => ({
  weights: { ...weights },
  ownAgentLevels,
  usualCapacity,
});

export const toRulesResponse = ({
  version,
  rules,
  changedBy,
  changedAt,
}: RoutingRulesVersion): RoutingRulesResponse => ({
  weights: rules.weights,
  ownAgentLevels: [...rules.ownAgentLevels],
  usualCapacity: rules.usualCapacity,
  version,
  changedBy,
  changedAt: changedAt?.toISOString() ?? null,
});
