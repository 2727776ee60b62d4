import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Delivery, type DeliveryState, deliveryStates } from './webhook.shape.js';

export const aDeliveryId = '01981a2b-7777-7000-8000-0000000000d1';
const failures = ['timeout', 'unreachable', 'target_refused', 'redirect', 'status'] as const;

const failure = {
  type: String,
  enum: failures,
  nullable: true,
  example: null,
  description:
    'Why the last try failed. timeout: no answer within 10 s; unreachable: no connection, or TLS failed; target_refused: the name leads to an ' +
    'address that is not of the internet; redirect, status: see the status. Null: it did not.',
};
const status = {
  type: 'integer',
  nullable: true,
  example: 204,
  description: 'Status of the last answer; null: there was none.',
} as const;

export class DeliveryQuery extends PageQuery {
  @ApiPropertyOptional({ enum: deliveryStates, description: 'Only deliveries in this state.' })
  @IsOptional()
  @IsIn(deliveryStates)
  state?: DeliveryState;
}

export class DeliveryResponse {
  @ApiProperty({ format: 'uuid', description: 'The delivery.', example: aDeliveryId })
  id: string;

  @ApiProperty({
    description: 'The event: `webhook-id` of the message and `id` in its body.',
    example: '01981a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  })
  eventId: string;

  @ApiProperty({ description: 'The service that told it.', example: 'customer-master' })
  source: string;

  @ApiProperty({ description: 'What happened.', example: 'customer.merged' })
  type: string;

  @ApiProperty({
    description: 'What it is about, `<thing>/<id>`.',
    example: 'customer/01981a2b-1111-7000-8000-00000000c001',
  })
  subject: string;

  @ApiProperty({
    enum: deliveryStates,
    example: 'delivered',
    description: 'pending: waits for its turn or its next try; delivered: answered with 2xx; dead: not tried any more.',
  })
  state: DeliveryState;

  @ApiProperty({ type: 'integer', description: 'Tries so far, since it last began.', example: 1 })
  attempts: number;

  @ApiProperty(status)
  status: number | null;

  @ApiProperty(failure)
  failure: string | null;

  @ApiProperty({
    format: 'date-time',
    description: 'When it was put into the queue.',
    example: '2026-01-07T02:00:00.000Z',
  })
  createdAt: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-07T02:00:01.000Z',
    description: 'When it was last tried; null: never.',
  })
  triedAt: string | null;
}

export class WebhookTestResponse {
  @ApiProperty({ description: 'Whether it was answered with 2xx.', example: true })
  delivered: boolean;

  @ApiProperty(status)
  status: number | null;

  @ApiProperty(failure)
  failure: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Milliseconds until the answer, or until it was given up.',
    example: 84,
  })
  milliseconds: number;
}

export class RetriedResponse {
  @ApiProperty({ type: 'integer', description: 'How many begin anew.', example: 3 })
  retried: number;
}

export const toDeliveryResponse = (delivery: Delivery): DeliveryResponse => {
  const { id, eventId, source, type, subject, state, attempts, status: answered, failure: reason } = delivery;
  return {
    id,
    eventId,
    source,
    type,
    subject,
    state,
    attempts,
    status: answered,
    failure: reason,
    createdAt: delivery.createdAt.toISOString(),
    triedAt: delivery.triedAt?.toISOString() ?? null,
  };
};
