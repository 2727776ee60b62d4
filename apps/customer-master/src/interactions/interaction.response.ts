import {
  interactionChannels,
  interactionDirections,
  interactionOutcomes,
  type InteractionChannel,
  type InteractionDirection,
  type InteractionOutcome,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { CustomerReference } from '../customers/customer-reference.js';

export const anInteractionId = '01981a2b-9999-7000-8000-000000000001';
export const channelMeaning =
  'phone 电话 · wechat 微信 · email 邮件 · sms 短信 · web_chat 在线客服 · app 应用 · visit 拜访 · social 社交媒体 · event 活动 · other 其他.';
export const directionMeaning = 'in: the customer began it 客户主动 · out: we did 主动联系.';
export const outcomeMeaning =
  'reached 已联系上 · not_reached 未联系上 · interested 有意向 · not_interested 无意向 · meeting_agreed 约定面谈 · ' +
  'complaint 投诉 · order 下单 · other 其他.';
const moment = { type: String, format: 'date-time', example: '2026-01-05T01:30:00.000Z' } as const;
const unseen = 'null: nothing was written, or without `sales:read-text` unless it is yours, or after erasure.';

export class ExternalRefResponse {
  @ApiProperty({ type: String, example: 'call-centre', description: 'The system that told of it.' })
  source: string;
  @ApiProperty({ type: String, example: 'C-20260105-0001', description: 'Its id there.' })
  id: string;
}

/** What of a contact can be corrected. */
export class ContactResponse {
  @ApiProperty({ enum: interactionChannels, example: 'phone', description: channelMeaning })
  channel: InteractionChannel;
  @ApiProperty({ enum: interactionDirections, example: 'out', description: directionMeaning })
  direction: InteractionDirection;
  @ApiProperty({ ...moment, description: 'When it took place.' })
  occurredAt: string;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 240,
    description: 'How long it took, in seconds; null: not known.',
  })
  durationSeconds: number | null;
  @ApiProperty({ enum: interactionOutcomes, example: 'interested', description: outcomeMeaning })
  outcome: InteractionOutcome;
  @ApiProperty({ type: String, nullable: true, example: '设备更新', description: `What it was about; ${unseen}` })
  subject: string | null;
  @ApiProperty({ type: String, nullable: true, example: '客户需要报价', description: `What was said; ${unseen}` })
  notes: string | null;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 1,
    description: 'Rises with every correction; the ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who wrote this version down.' })
  changedBy: string;
  @ApiProperty({ ...moment, description: 'When.' })
  changedAt: string;
}

export class InteractionResponse extends ContactResponse {
  @ApiProperty({ type: String, format: 'uuid', example: anInteractionId, description: 'The contact.' })
  id: string;
  @ApiProperty({ type: CustomerReference, description: 'With whom.' })
  customer: CustomerReference;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The person whom one talked to; null: the customer itself, or not known.',
  })
  contactPersonId: string | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who talked to the customer.' })
  employeeId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The next step that was agreed, a follow-up; null: none.',
  })
  followUpId: string | null;
  @ApiProperty({
    type: ExternalRefResponse,
    nullable: true,
    description: 'The system that told of it; null: somebody wrote it down.',
  })
  externalRef: ExternalRefResponse | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who wrote it down first.' })
  recordedBy: string;
  @ApiProperty({ ...moment, description: 'When.' })
  recordedAt: string;
}

export class InteractionHistoryResponse {
  @ApiProperty({ type: String, format: 'uuid', example: anInteractionId, description: 'The contact.' })
  interactionId: string;
  @ApiProperty({ type: [ContactResponse], description: 'Every version, the last first; at most 101.' })
  versions: ContactResponse[];
}
