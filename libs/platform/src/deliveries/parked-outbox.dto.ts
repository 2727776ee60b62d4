import { ApiProperty } from '@nestjs/swagger';
import type { ParkedEvent } from '@crm/messaging';
import { contentOf, DecisionResponse } from './deliveries.dto.js';

export class ParkedEventResponse {
  /** Its place. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Its place in the outbox of this service.', example: 4711 })
  position: number;

  /** The event. */
  @ApiProperty({ description: 'Id of the event.', example: '01981a2b-2222-7000-8000-000000000001' })
  eventId: string;

  /** Type. */
  @ApiProperty({ description: 'Type of the event.', example: 'customer.registered' })
  eventType: string;

  /** Topic. */
  @ApiProperty({ description: 'Topic that it was meant for.', example: 'crm.customer.v1' })
  topic: string;

  /** Aggregate. */
  @ApiProperty({
    description: 'The aggregate whose later events are held back.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  aggregateId: string;

  /** Why. */
  @ApiProperty({ description: 'Why the broker did not take it.', example: 'message too large' })
  error: string;

  /** How often. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'How often it was tried.', example: 1 })
  attempts: number;

  /** Later ones. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Later events of the aggregate that wait.', example: 2 })
  waiting: number;

  /** Since when. */
  @ApiProperty({ format: 'date-time', description: 'When it was committed.' })
  createdAt: string;

  /** Parked. */
  @ApiProperty({ format: 'date-time', description: 'When it was parked.' })
  parkedAt: string;
}

export class ParkedEventDetailResponse extends ParkedEventResponse {
  /** Headers. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Headers of the message; `ce_*` are the attributes of the event.',
    example: { ce_type: 'customer.registered' },
  })
  headers: Record<string, string>;

  /** Key. */
  @ApiProperty({ description: 'Key of the message.', example: '01981a2b-1111-7000-8000-00000000c001' })
  key: string;

  /** The data. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: "The event's data; null: a deletion, or see text.",
    example: { customerId: '01981a2b-1111-7000-8000-00000000c001', kind: 'person' },
  })
  data: Record<string, unknown> | null;

  /** The value as text. */
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The value where it is no JSON object; null otherwise.',
    example: null,
  })
  text: string | null;

  /** What was decided. */
  @ApiProperty({ type: () => [DecisionResponse], description: 'What was decided about it so far, oldest first.' })
  decisions: DecisionResponse[];
}

/** A parked event without its content. */
export function toParkedEventResponse(event: ParkedEvent): ParkedEventResponse {
  const { position, eventId, eventType, topic, aggregateId, error, attempts, waiting, createdAt, parkedAt } = event;
  const [created, parked] = [createdAt.toISOString(), parkedAt.toISOString()];
  return {
    position,
    eventId,
    eventType,
    topic,
    aggregateId,
    error,
    attempts,
    waiting,
    createdAt: created,
    parkedAt: parked,
  };
}

/** A parked event with its content. */
export const toParkedEventDetail = (
  event: ParkedEvent & { headers: Record<string, string>; payload: string | null },
  decisions: DecisionResponse[],
): ParkedEventDetailResponse => ({
  ...toParkedEventResponse(event),
  key: event.key,
  headers: event.headers,
  ...contentOf(event.payload),
  decisions,
});
