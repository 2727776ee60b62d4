import {
  opportunitySources,
  opportunityStages,
  stageReasons,
  type OpportunitySource,
  type OpportunityStage,
  type StageReason,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { CustomerReference } from '../customers/customer-reference.js';

export const anOpportunityId = '01981a2b-bbbb-7000-8000-000000000001';
export const stageMeaning =
  'lead 线索 · qualified 需求确认 · proposal 方案报价 · negotiation 商务谈判 · won 赢单 · lost 输单.';
export const sourceMeaning =
  'inbound 客户咨询 · referral 转介绍 · campaign 营销活动 · cross_sell 交叉销售 · event 展会 · cold_call 陌生拜访 · tender 招标 · other 其他.';
const moment = { type: String, format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const money = (description: string, example = 12800000) =>
  ({ type: 'integer', minimum: 0, example, description }) as const;

export class ProductBody {
  @ApiProperty({ type: String, maxLength: 100, example: 'P-7', description: "The product's id in the ERP." })
  productId: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 2,
    description: 'How many; null: not known yet.',
  })
  quantity: number | null;
}

export class OpportunityResponse {
  @ApiProperty({ type: String, format: 'uuid', example: anOpportunityId, description: 'The opportunity.' })
  id: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 1,
    description: 'Rises with every fact, alerts too; the ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: CustomerReference, description: 'Whose it is.' })
  customer: CustomerReference;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '井下通风设备更新',
    description: 'What it is about; null without `sales:read-text`, unless you own it, and after erasure.',
  })
  title: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '某设备厂',
    description: 'Who else is in the running; null: nobody is known, or as for the title.',
  })
  competitor: string | null;
  @ApiProperty(money('What it is worth if it is won, in minor units; 0: not known yet.'))
  amountMinor: number;
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(money('The amount by its probability, in minor units.', 6400000))
  weightedAmountMinor: number;
  @ApiProperty({ enum: opportunityStages, example: 'proposal', description: stageMeaning })
  stage: OpportunityStage;
  @ApiProperty({ ...moment, description: 'Since when it is in this stage.' })
  stageSince: string;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    example: 50,
    description: 'How likely it is to be won, in percent.',
  })
  probability: number;
  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'Somebody said the probability; otherwise it is that of the stage.',
  })
  probabilitySaid: boolean;
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    example: '2036-03-31',
    description: 'When a decision is expected; null: not known.',
  })
  expectedCloseOn: string | null;
  @ApiProperty({ type: Boolean, example: false, description: 'That day is over and nothing is decided.' })
  closeOverdue: boolean;
  @ApiProperty({
    type: Boolean,
    example: false,
    description:
      'Nothing happened for longer than the stage allows; ends with a move, or a contact that reached the customer.',
  })
  stalled: boolean;
  @ApiProperty({ ...moment, nullable: true, example: null, description: 'Since when; null: it is not.' })
  stalledSince: string | null;
  @ApiProperty({ ...moment, description: 'When it last moved, or the customer was last reached.' })
  lastMovedAt: string;
  @ApiProperty({ type: [ProductBody], description: 'What the customer wants.' })
  products: ProductBody[];
  @ApiProperty({ enum: opportunitySources, example: 'inbound', description: sourceMeaning })
  source: OpportunitySource;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who pursues it.' })
  owner: string;
  @ApiProperty({ type: String, example: 'sales-north', description: 'The department that pursues it.' })
  department: string;
  @ApiProperty({
    enum: stageReasons,
    nullable: true,
    example: null,
    description: 'Why it was won or lost; null while it is open.',
  })
  reason: StageReason | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'The order that it became, in the id of the ERP; null: none is known.',
  })
  orderId: string | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who wrote it down.' })
  openedBy: string;
  @ApiProperty({ ...moment, description: 'When it was written down.' })
  openedAt: string;
  @ApiProperty({ ...moment, nullable: true, example: null, description: 'When it was won or lost; null: it is open.' })
  closedAt: string | null;
  @ApiProperty({ ...moment, description: 'When it last changed.' })
  changedAt: string;
}

export class StageChangeResponse {
  @ApiProperty({ type: 'integer', minimum: 1, example: 2, description: 'The version that it led to.' })
  version: number;
  @ApiProperty({ enum: opportunityStages, nullable: true, example: 'lead', description: 'Before; null: it began.' })
  from: OpportunityStage | null;
  @ApiProperty({ enum: opportunityStages, example: 'qualified', description: stageMeaning })
  to: OpportunityStage;
  @ApiProperty({ enum: stageReasons, nullable: true, example: null, description: 'Why; null: not said.' })
  reason: StageReason | null;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 518400,
    description: 'Seconds in the stage before; null: it began.',
  })
  secondsInStage: number | null;
  @ApiProperty(money('What it was worth then, in minor units.'))
  amountMinor: number;
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 25, description: 'How likely it was then.' })
  probability: number;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who moved it.' })
  by: string;
  @ApiProperty({ ...moment, description: 'When.' })
  at: string;
}

export class OpportunityHistoryResponse {
  @ApiProperty({ type: String, format: 'uuid', example: anOpportunityId, description: 'The opportunity.' })
  opportunityId: string;
  @ApiProperty({ type: [StageChangeResponse], description: 'Its way through the stages, from the beginning.' })
  changes: StageChangeResponse[];
}
