import { customerStatuses, type CustomerStatus, type StatusCause, statusCauses } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { industryPattern } from '../attributes/rules/definition.js';
import { statusReasons, type StatusReason } from '../customers/customer.shape.js';
import { defaultStatusRules, type StatusRulesData, type TargetCause, targetCauses } from './rules/lost.js';
import type { StatusChange } from './status-history.repository.js';
import type { StatusRulesVersion } from './status-rules.service.js';

const days = (example: number, description: string) =>
  ({ type: 'integer', minimum: 1, maximum: 3_650, example, description }) as const;

export class LostByIndustry {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 40,
    example: 'coal',
    description: 'Value of the attribute `industry`.',
  })
  @Matches(industryPattern)
  industry: string;

  @ApiProperty(days(730, 'After so many days without a purchase an active customer of the industry is lost.'))
  @IsInt()
  @Min(1)
  @Max(3_650)
  lostAfterDays: number;
}

/** Body of `PUT /status-rules`. */
export class StatusRulesBody {
  @ApiProperty(
    days(defaultStatusRules.lostAfterDays, 'After so many days without a purchase an active customer is lost.'),
  )
  @IsInt()
  @Min(1)
  @Max(3_650)
  lostAfterDays: number;

  @ApiProperty({
    type: [LostByIndustry],
    maxItems: 200,
    description: 'Industries in which it takes longer or shorter; each at most once.',
  })
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique(({ industry }: LostByIndustry) => industry)
  @ValidateNested({ each: true })
  @Type(() => LostByIndustry)
  lostAfterDaysByIndustry: LostByIndustry[];

  @ApiProperty(
    days(
      defaultStatusRules.reviewUndesirableAfterDays,
      'After so many days somebody should look whether a customer is still undesirable.',
    ),
  )
  @IsInt()
  @Min(1)
  @Max(3_650)
  reviewUndesirableAfterDays: number;

  @ApiPropertyOptional({
    enum: targetCauses,
    isArray: true,
    default: defaultStatusRules.targetOn,
    example: ['open_opportunity'],
    description:
      'What makes a potential customer a target one, from now on: open_opportunity 有未结商机, until the last one is lost. Empty: ' +
      'only people do.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayUnique()
  @IsIn(targetCauses, { each: true })
  targetOn: TargetCause[] = defaultStatusRules.targetOn;
}

export class StatusRulesResponse extends StatusRulesBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description: '0: the rules that the product comes with. The ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who put them in force.' })
  madeBy: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:00.000Z',
    description: 'Since when.',
  })
  madeAt: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-05T02:00:09.000Z',
    description:
      'When every active customer was set to be looked at by them; null while that is under way, and of version 0.',
  })
  appliedAt: string | null;
}

export class StatusHistoryQuery extends PageQuery {}

export class StatusChangeResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The id that it happened to; another one of the same customer where ids were merged.',
  })
  customerId: string;
  @ApiProperty({
    enum: customerStatuses,
    example: 'active',
    description: 'Status before; that of the first change is the one it was registered with.',
  })
  from: CustomerStatus;
  @ApiProperty({ enum: customerStatuses, example: 'lost', description: 'Status after; the same: a review.' })
  to: CustomerStatus;
  @ApiProperty({ enum: statusReasons, nullable: true, example: null, description: 'Why undesirable; null otherwise.' })
  statusReason: StatusReason | null;
  @ApiProperty({
    enum: statusCauses,
    example: 'no_purchase',
    description:
      'purchase 购买 · no_purchase 长期未购买 · open_opportunity 有未结商机 · no_open_opportunity 商机全部输单 · by_hand 人工 · merge 合并或拆分.',
  })
  rule: StatusCause;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description:
      'Who said it, merged or unmerged; null: a rule, or a purchase under an id that was merged into this one (`merge`).',
  })
  by: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it came to be so; a purchase that is told late lies in the past.',
  })
  at: string;
}

/** By industry, so that the same rules are the same in whatever order they are given. */
export const toStatusRules = (body: StatusRulesBody): StatusRulesData => ({
  lostAfterDays: body.lostAfterDays,
  lostAfterDaysByIndustry: Object.fromEntries(
    body.lostAfterDaysByIndustry.map(({ industry, lostAfterDays }) => [industry, lostAfterDays]),
  ),
  reviewUndesirableAfterDays: body.reviewUndesirableAfterDays,
  targetOn: body.targetOn,
});

export const toStatusRulesResponse = ({
  version,
  rules,
  madeBy,
  madeAt,
  appliedAt,
}: StatusRulesVersion): StatusRulesResponse => ({
  version,
  lostAfterDays: rules.lostAfterDays,
  lostAfterDaysByIndustry: Object.entries(rules.lostAfterDaysByIndustry).map(([industry, lostAfterDays]) => ({
    industry,
    lostAfterDays,
  })),
  reviewUndesirableAfterDays: rules.reviewUndesirableAfterDays,
  targetOn: rules.targetOn,
  madeBy,
  madeAt: madeAt?.toISOString() ?? null,
  appliedAt: appliedAt?.toISOString() ?? null,
});

export const toStatusChange = ({ id: _, at, ...change }: StatusChange): StatusChangeResponse => ({
  ...change,
  at: at.toISOString(),
});
