import {
  type MessageChannel,
  messageChannels,
  type MessagePurpose,
  messagePurposes,
  suppressionReasons,
} from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { type Message, type MessageState, messageStates } from './message.entity.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const aMessage = '01981a2b-3333-7000-8000-000000000001';

export class MailboxQuery extends PageQuery {
  /** Only of this customer. */
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only messages to this customer, under any of its ids.',
    example: aCustomer,
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;
}

export class MessageQuery extends MailboxQuery {
  /** Only in this state. */
  @ApiPropertyOptional({ enum: messageStates, description: 'Only messages in this state.' })
  @IsOptional()
  @IsIn(messageStates)
  state?: MessageState;
}

export const bounceKinds = ['hard', 'soft'] as const;

/** Body of `POST /messages/{id}/bounces`. */
export class BounceBody {
  @ApiProperty({
    enum: bounceKinds,
    example: 'hard',
    description: 'hard: there is no such address; soft: it could not take the message this time.',
  })
  @IsIn(bounceKinds)
  kind: (typeof bounceKinds)[number];
}

export class MessageResponse {
  /** The message. */
  @ApiProperty({ format: 'uuid', description: 'The message.', example: aMessage })
  id: string;

  /** To whom. */
  @ApiProperty({ format: 'uuid', description: 'The customer as the asking service knew it.', example: aCustomer })
  customerId: string;

  /** Who asked. */
  @ApiProperty({ description: 'The service that asked for it.', example: 'feedback' })
  requestedBy: string;

  /** What for. */
  @ApiProperty({ enum: messagePurposes, description: 'What it is for.', example: 'survey' })
  purpose: MessagePurpose;

  /** Which text. */
  @ApiProperty({ description: 'Which text.', example: 'survey_invitation' })
  template: string;

  /** What became of it. */
  @ApiProperty({
    enum: messageStates,
    example: 'sent',
    description:
      'queued: about to leave; sent: the provider took it; suppressed: see reason; bounced: refused for good.',
  })
  state: MessageState;

  /** Why it was suppressed. */
  @ApiProperty({
    type: String,
    enum: suppressionReasons,
    nullable: true,
    example: null,
    description: 'Why it was suppressed; null otherwise.',
  })
  reason: string | null;

  /** The way it took. */
  @ApiProperty({
    type: String,
    enum: messageChannels,
    nullable: true,
    example: 'email',
    description: 'The way it took; null when suppressed.',
  })
  channel: MessageChannel | null;

  /** When it was asked for. */
  @ApiProperty({ format: 'date-time', description: 'When it was asked for.', example: '2026-01-07T02:00:00.000Z' })
  requestedAt: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'When it is to leave: after quiet hours, at a time the customer wished for, or at the next try; null: it has ended.',
  })
  nextTryAt: string | null;

  /** When it ended. */
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was sent, suppressed or refused; null: not yet.',
  })
  doneAt: string | null;
}

export class MailboxMessageResponse {
  /** The message. */
  @ApiProperty({ format: 'uuid', description: 'The message.', example: aMessage })
  id: string;

  /** To whom. */
  @ApiProperty({ format: 'uuid', description: 'The customer as the asking service knew it.', example: aCustomer })
  customerId: string;

  /** The way. */
  @ApiProperty({ enum: messageChannels, description: 'The way it would have taken.', example: 'email' })
  channel: MessageChannel;

  /** Address in clear. */
  @ApiProperty({
    description: 'The address in clear: the mailbox takes the place of a provider.',
    example: 'caigou@shanximei.example',
  })
  to: string;

  /** Subject. */
  @ApiProperty({ description: 'Subject.', example: '请评价我们的服务' })
  subject: string;

  /** Text. */
  @ApiProperty({ description: 'Text.', example: '您好！…' })
  text: string;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was sent.', example: '2026-01-07T02:00:00.000Z' })
  sentAt: string;
}

export function toMessageResponse(message: Message): MessageResponse {
  const { id, customerId, requestedBy, purpose, template, state, reason, channel, requestedAt, nextTryAt, doneAt } =
    message;
  return {
    id,
    customerId,
    requestedBy,
    purpose,
    template,
    state,
    reason,
    channel,
    requestedAt: requestedAt.toISOString(),
    nextTryAt: nextTryAt?.toISOString() ?? null,
    doneAt: doneAt?.toISOString() ?? null,
  };
}
