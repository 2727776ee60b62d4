import {
  followUpKinds,
  followUpOutcomes,
  followUpPriorities,
  visitPurposes,
  type FollowUpKind,
  type FollowUpOutcome,
  type FollowUpPriority,
  type VisitPurpose,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { CustomerReference } from '../customers/customer-reference.js';
import { type FollowUpState, followUpStates } from './rules/follow-up.js';

export const aFollowUpId = '01981a2b-aaaa-7000-8000-000000000001';
export const kindMeaning = 'task 任务 · call 电话 · visit 拜访 · reminder 提醒.';
export const priorityMeaning = 'low 低 · normal 普通 · high 高 · urgent 紧急.';
export const outcomeMeaning = 'done 已完成 · not_reached 未联系上 · not_needed 已无必要 · other 其他.';
export const purposeMeaning =
  'introduction 初次拜访 · negotiation 商务洽谈 · service 服务 · inspection 现场考察 · complaint 投诉处理 · ' +
  'relationship 客情维护 · collection 回款 · other 其他.';
const moment = { type: String, format: 'date-time', example: '2036-01-07T02:00:00.000Z' } as const;
const unseen = 'null without `sales:read-text`, unless it is yours, and after erasure.';

export class VisitResponse {
  @ApiProperty({ ...moment, description: 'Begin.' })
  plannedFrom: string;
  @ApiProperty({ ...moment, description: 'End.' })
  plannedTo: string;
  @ApiProperty({ enum: visitPurposes, example: 'negotiation', description: purposeMeaning })
  purpose: VisitPurpose;
  @ApiProperty({ type: String, nullable: true, example: '太原市小店区…', description: `Where; ${unseen}` })
  place: string | null;
}

export class FollowUpResponse {
  @ApiProperty({ type: String, format: 'uuid', example: aFollowUpId, description: 'The follow-up.' })
  id: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 1,
    description: 'Rises with every fact, reminders too; the ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: CustomerReference, description: 'For whom.' })
  customer: CustomerReference;
  @ApiProperty({ enum: followUpKinds, example: 'call', description: kindMeaning })
  kind: FollowUpKind;
  @ApiProperty({ type: String, nullable: true, example: '确认报价', description: `What is to be done; ${unseen}` })
  subject: string | null;
  @ApiProperty({ ...moment, description: 'By when.' })
  dueAt: string;
  @ApiProperty({
    type: [String],
    format: 'date-time',
    example: ['2036-01-07T00:00:00.000Z'],
    description: 'Reminders.',
  })
  remindAt: string[];
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'E1031',
    description: 'Who has to do it; null: the department as a whole.',
  })
  assignee: string | null;
  @ApiProperty({ type: String, example: 'sales-north', description: 'The department that has to see to it.' })
  department: string;
  @ApiProperty({ enum: followUpPriorities, example: 'normal', description: priorityMeaning })
  priority: FollowUpPriority;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The opportunity that it serves; null: none.',
  })
  opportunityId: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The contact in which it was agreed; null: in none.',
  })
  interactionId: string | null;
  @ApiProperty({ type: VisitResponse, nullable: true, description: 'When the visit is planned; null: it is no visit.' })
  visit: VisitResponse | null;
  @ApiProperty({ enum: followUpStates, example: 'open', description: 'open 待办 · done 已完成 · cancelled 已取消.' })
  state: FollowUpState;
  @ApiProperty({ type: Boolean, example: false, description: 'It is open and was not done in time.' })
  overdue: boolean;
  @ApiProperty({ type: 'integer', minimum: 0, example: 0, description: 'How often it was postponed.' })
  postponed: number;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Who else was told of it, since the assignee is away or late; null: nobody.',
  })
  broughtTo: string | null;
  @ApiProperty({
    ...moment,
    nullable: true,
    example: null,
    description: 'When somebody above was told that it is overdue; null: they were not.',
  })
  escalatedAt: string | null;
  @ApiProperty({ enum: followUpOutcomes, nullable: true, example: null, description: outcomeMeaning })
  outcome: FollowUpOutcome | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: `What was written at the end; ${unseen}` })
  note: string | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Who closed it; null: it is open.' })
  closedBy: string | null;
  @ApiProperty({ ...moment, nullable: true, example: null, description: 'When; null: it is open.' })
  closedAt: string | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who wrote it down.' })
  openedBy: string;
  @ApiProperty({ ...moment, example: '2026-01-05T02:00:00.000Z', description: 'When it was written down.' })
  openedAt: string;
  @ApiProperty({ ...moment, example: '2026-01-05T02:00:00.000Z', description: 'When it last changed.' })
  changedAt: string;
}
