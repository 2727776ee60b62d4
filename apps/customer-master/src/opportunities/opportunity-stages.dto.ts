import { openStages, type OpenStage } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { StageRules } from './rules/stages.js';
import type { StageRulesVersion } from './stage-rules-versions.js';

export class StageRuleBody {
  @ApiProperty({
    enum: openStages,
    example: 'lead',
    description: 'lead 线索 · qualified 需求确认 · proposal 方案报价 · negotiation 商务谈判.',
  })
  @IsIn(openStages)
  stage: OpenStage;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    example: 10,
    description: 'How likely one in this stage is to be won, in percent, unless somebody says otherwise.',
  })
  @IsInt()
  @Min(0)
  @Max(100)
  probability: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 365,
    example: 14,
    description: 'After so many days without a move, and without a contact that reached the customer, it is stalled.',
  })
  @IsInt()
  @Min(1)
  @Max(365)
  stalledAfterDays: number;
}

const slowStages = [
  { stage: 'lead', probability: 10, stalledAfterDays: 14 },
  { stage: 'qualified', probability: 25, stalledAfterDays: 21 },
  { stage: 'proposal', probability: 50, stalledAfterDays: 45 },
  { stage: 'negotiation', probability: 75, stalledAfterDays: 30 },
];

export const stagesExample = { slow: { summary: 'Tenders take long', value: { stages: slowStages } } };

/** Body of `PUT /opportunity-stages`. */
export class OpportunityStagesBody {
  @ApiProperty({
    type: [StageRuleBody],
    minItems: openStages.length,
    maxItems: openStages.length,
    example: slowStages,
    description: 'Every open stage once; `won` is 100 %, `lost` 0 %.',
  })
  @IsArray()
  @ArrayMinSize(openStages.length)
  @ArrayMaxSize(openStages.length)
  @ArrayUnique((rule: StageRuleBody) => rule?.stage as unknown)
  @ValidateNested({ each: true })
  @Type(() => StageRuleBody)
  stages: StageRuleBody[];
}

export class OpportunityStagesResponse extends OpportunityStagesBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description: '0: what the product comes with. The ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who put it in force.' })
  madeBy: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:00.000Z',
    description: 'Since when.',
  })
  madeAt: string | null;
}

export const toStageRules = ({ stages }: OpportunityStagesBody): StageRules =>
  Object.fromEntries(
    stages.map(({ stage, probability, stalledAfterDays }) => [stage, { probability, stalledAfterDays }]),
  ) as StageRules;

export const toStagesResponse = ({ version, rules, madeBy, madeAt }: StageRulesVersion): OpportunityStagesResponse => ({
  version,
  stages: openStages.map((stage) => ({
    stage,
    probability: rules[stage].probability,
    stalledAfterDays: rules[stage].stalledAfterDays,
  })),
  madeBy,
  madeAt: madeAt?.toISOString() ?? null,
});
