import { type IntakeChannel, intakeChannels, type MessageChannel, messageChannels } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { CaseResponse, PersonResponse } from '../cases/case.dto.js';
import type { ReadableReply } from '../replies/replies.service.js';
import { RespondRequest } from './handling.dto.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const deliveries = ['queued', 'sent', 'suppressed', 'bounced', 'not_possible'] as const;

/** Body of `POST /cases/{id}/replies`. */
export class ReplyRequest extends RespondRequest {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The published article that the answer is from; counts as used for the case.',
    example: '01981a2b-5555-7000-8000-000000000001',
  })
  @IsOptional()
  @IsUUID()
  articleId?: string;

  @ApiPropertyOptional({
    enum: messageChannels,
    enumName: 'MessageChannel',
    description: 'The way to try first; left out: the one that the customer prefers.',
    example: 'sms',
  })
  @IsOptional()
  @IsIn(messageChannels)
  channel?: MessageChannel;
}

/** What a customer wrote back to a reply. */
export class ReplyAnswerResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'The contact of the case that it is.',
    example: '01981a2b-4444-7000-8000-000000000009',
  })
  intakeId: string;

  @ApiProperty({ ...instant, description: 'When it came.' })
  receivedAt: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The words; null without `case:read-text` and after erasure.',
    example: '照片已补充，请查收。',
  })
  text: string | null;
}

/** What the customer was answered, and how far it got. */
export class ReplyResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the reply.', example: '01981a2b-4444-7000-8000-0000000000e5' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was written; null without `case:read-text` and after erasure.',
    example: '已与物流核实，明天上午送达。',
  })
  text: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The article that it is from; null: from none.',
    example: null,
  })
  articleId: string | null;

  @ApiProperty({ type: PersonResponse, description: 'Who wrote it.' })
  by: PersonResponse;

  @ApiProperty({ ...instant, description: 'When it was written.' })
  writtenAt: string;

  @ApiProperty({
    enum: deliveries,
    enumName: 'ReplyDelivery',
    description:
      'queued 发送中, sent 已发送, suppressed 未发送 and bounced 退回 as customer-master says of the message; not_possible 无法送达: ' +
      'nothing was sent, the customer has to be reached another way.',
    example: 'sent',
  })
  delivery: (typeof deliveries)[number];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why it was not sent: `unknown_customer` or `not_contactable` at once; `no_consent`, `no_address`, `frequency_cap` or ' +
      '`customer_unknown` from customer-master; null otherwise.',
    example: null,
  })
  reason: string | null;

  @ApiProperty({
    enum: messageChannels,
    enumName: 'MessageChannel',
    nullable: true,
    description: 'The way that the message took; null: none yet.',
    example: 'sms',
  })
  channel: MessageChannel | null;

  @ApiProperty({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    nullable: true,
    description: 'By which other way the customer was told as well; null: by none.',
    example: 'phone',
  })
  toldBy: IntakeChannel | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the message was sent, as far as is known; null: it was not, or not yet.',
  })
  toldAt: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'Until when the customer can read it behind its link; null: there is none, or it was withdrawn.',
  })
  validUntil: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the customer first read it; null: not yet.',
  })
  readAt: string | null;

  @ApiProperty({
    type: [ReplyAnswerResponse],
    description: 'What the customer wrote back, in the order in which it came.',
  })
  answers: ReplyAnswerResponse[];
}

/** A case after its customer was answered. */
export class AnsweredCaseResponse extends CaseResponse {
  @ApiProperty({ type: ReplyResponse, description: 'The answer, and whether the customer is told of it (`delivery`).' })
  reply: ReplyResponse;
}

/** A reply as agents see it. */
export const toReplyResponse = ({ reply, text, answers }: ReadableReply): ReplyResponse => ({
  id: reply.id,
  text,
  articleId: reply.articleId,
  by: { employeeId: reply.byEmployeeId, department: reply.byDepartment },
  writtenAt: reply.writtenAt.toISOString(),
  delivery: reply.delivery,
  reason: reply.reason,
  channel: reply.channel,
  toldBy: reply.toldBy,
  toldAt: (reply.delivery === 'sent' && reply.toldAt?.toISOString()) || null,
  validUntil: reply.withdrawnAt ? null : (reply.validUntil?.toISOString() ?? null),
  readAt: reply.readAt?.toISOString() ?? null,
  answers: answers.map((answer) => ({ ...answer, receivedAt: answer.receivedAt.toISOString() })),
});
