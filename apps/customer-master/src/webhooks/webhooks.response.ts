import { ApiProperty } from '@nestjs/swagger';
import { subscribable } from './rules/event-types.js';
import { type DisabledReason, disabledReasons, type Webhook } from './webhook.shape.js';
import type { Backlog } from './webhooks.repository.js';

export const aWebhookId = '01981a2b-7777-7000-8000-000000000001';

const instantOrNull = { type: String, format: 'date-time', nullable: true, example: null } as const;

export class WebhookResponse {
  @ApiProperty({ format: 'uuid', description: 'The webhook.', example: aWebhookId })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Rises with every change; for If-Match.', example: 1 })
  version: number;

  @ApiProperty({ description: 'Where to.', example: 'https://erp.example.com/hooks/onecustomer' })
  url: string;

  @ApiProperty({
    type: String,
    isArray: true,
    enum: [...subscribable],
    enumName: 'WebhookEventType',
    description: 'Types of events, and groups of them.',
    example: ['customer.*', 'case.closed'],
  })
  eventTypes: string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it is for.',
    example: 'ERP 主数据同步，联系人：信息部',
  })
  description: string | null;

  @ApiProperty({ description: 'Whether events are kept for it and sent.', example: true })
  active: boolean;

  @ApiProperty({
    type: String,
    enum: disabledReasons,
    nullable: true,
    example: null,
    description:
      'Why it is not active though nobody switched it off. gone: the receiver answered 410; failing: it took nothing for ' +
      'WEBHOOK_DISABLE_AFTER_DAYS. Null otherwise.',
  })
  disabledReason: DisabledReason | null;

  @ApiProperty({
    ...instantOrNull,
    description: 'Until then the secret before the newest signs as well; null: there was none yet.',
  })
  previousSecretUntil: string | null;

  @ApiProperty({ type: 'integer', description: 'Deliveries that wait.', example: 0 })
  pending: number;

  @ApiProperty({ type: 'integer', description: 'Deliveries that no try brought there.', example: 0 })
  dead: number;

  @ApiProperty({ type: 'integer', description: 'Tries in a row that failed until now.', example: 0 })
  failures: number;

  @ApiProperty({ ...instantOrNull, description: 'Since when no try has succeeded; null: the last one did.' })
  failingSince: string | null;

  @ApiProperty({
    ...instantOrNull,
    description: 'When the delivery that failed is tried again; null: nothing is held back.',
  })
  nextTryAt: string | null;

  @ApiProperty({ ...instantOrNull, description: 'When it last took one; null: never.' })
  lastDeliveredAt: string | null;

  @ApiProperty({ description: 'Who made it.', example: 'E1001' })
  createdBy: string;

  @ApiProperty({ format: 'date-time', description: 'When it was made.', example: '2026-01-07T02:00:00.000Z' })
  createdAt: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When somebody last changed it.',
    example: '2026-01-07T02:00:00.000Z',
  })
  updatedAt: string;
}

export class WebhookWithSecretResponse extends WebhookResponse {
  @ApiProperty({
    description: 'What its messages are signed with, by https://www.standardwebhooks.com. Shown now and never again.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  })
  secret: string;
}

export function toWebhookResponse(webhook: Webhook, backlog: Backlog = { pending: 0, dead: 0 }): WebhookResponse {
  const { id, version, url, eventTypes, description, active, disabledReason, failures, createdBy } = webhook;
  const instant = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    id,
    version,
    url,
    eventTypes,
    description,
    active,
    disabledReason,
    previousSecretUntil: instant(webhook.previousSecretUntil),
    ...backlog,
    failures,
    failingSince: instant(webhook.failingSince),
    nextTryAt: active && failures > 0 ? instant(webhook.nextTryAt) : null,
    lastDeliveredAt: instant(webhook.lastDeliveredAt),
    createdBy,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}
