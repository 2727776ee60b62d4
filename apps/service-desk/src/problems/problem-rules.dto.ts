import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsInt,
  IsObject,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { ProblemRulesVersion } from './problem-rules.service.js';
import { defaultProblemRules, type ProblemRule, type ProblemRules } from './rules/recurrence.js';

const { cases, windowDays, verificationDays, toleratedPercent } = defaultProblemRules.default;
const days = { type: 'integer', minimum: 1, maximum: 365 } as const;

/** When cases become a problem, and when it is taken for solved. */
export class ProblemRuleBody implements ProblemRule {
  @ApiProperty({
    type: 'integer',
    minimum: 2,
    maximum: 1000,
    description: 'So many cases of one product and cause open a problem.',
    example: cases,
  })
  @IsInt()
  @Min(2)
  @Max(1000)
  cases: number;

  @ApiProperty({
    ...days,
    description: 'Within so many days, by when their first contact was received.',
    example: windowDays,
  })
  @IsInt()
  @Min(1)
  @Max(365)
  windowDays: number;

  @ApiProperty({
    ...days,
    description: 'For so many days after the last preventive action it is watched whether cases recur.',
    example: verificationDays,
  })
  @IsInt()
  @Min(1)
  @Max(365)
  verificationDays: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 99,
    description: 'How many percent of the weekly rate of cases before the rate after may be. 0: none may recur.',
    example: toleratedPercent,
  })
  @IsInt()
  @Min(0)
  @Max(99)
  toleratedPercent: number;
}

/** The rule of one cause. */
export class CauseRuleBody extends ProblemRuleBody {
  @ApiProperty({ format: 'uuid', description: 'The cause.', example: '01981a2b-4444-7000-8000-0000000000ca' })
  @IsUUID()
  causeId: string;
}

/** Body of `PUT /problem-rules`. */
export class ProblemRulesBody {
  @ApiProperty({ type: ProblemRuleBody, description: 'For causes that have no rule of their own.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ProblemRuleBody)
  default: ProblemRuleBody;

  @ApiProperty({
    type: [CauseRuleBody],
    maxItems: 500,
    description: 'Causes with a rule of their own; each at most once.',
  })
  @IsArray()
  @ArrayMaxSize(500)
  @ArrayUnique((rule: CauseRuleBody | null) => (typeof rule?.causeId === 'string' ? rule.causeId.toLowerCase() : rule))
  @ValidateNested({ each: true })
  @Type(() => CauseRuleBody)
  byCause: CauseRuleBody[];
}

export class ProblemRulesResponse extends ProblemRulesBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: '0: the rules that the product comes with; also the ETag.',
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

const ruleOf = ({ cases, windowDays, verificationDays, toleratedPercent }: ProblemRuleBody): ProblemRule => ({
  cases,
  windowDays,
  verificationDays,
  toleratedPercent,
});

export const toRules = (body: ProblemRulesBody): ProblemRules => ({
  default: ruleOf(body.default),
  byCause: body.byCause.map((rule) => ({ causeId: rule.causeId.toLowerCase(), ...ruleOf(rule) })),
});

export const toRulesResponse = ({ version, rules, madeBy, madeAt }: ProblemRulesVersion): ProblemRulesResponse => ({
  default: rules.default,
  byCause: rules.byCause,
  version,
  madeBy,
  madeAt: madeAt?.toISOString() ?? null,
});
