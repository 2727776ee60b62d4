import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type LetterState, letterStates, type ReplayOutcome } from '@crm/messaging';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DecisionResponse, DeliveryQuery } from './deliveries.dto.js';

const aLetter = '01981a2b-7777-7000-8000-000000000001';
const nothing = { type: String, nullable: true } as const;

export class DeadLetterQuery extends DeliveryQuery {
  /** Only of this consumer. */
  @ApiPropertyOptional({
    maxLength: 200,
    description: "Only of this consumer: a read model, or the service's name for its reactions.",
    example: 'customer-directory@1',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  consumer?: string;

  /** In this state. */
  @ApiPropertyOptional({
    enum: letterStates,
    default: 'dead',
    description: 'dead: to be decided; parked: waits behind a dead one; replayed, discarded: decided.',
  })
  @IsOptional()
  @IsIn(letterStates)
  state: LetterState = 'dead';
}

export class DeadLetterResponse {
  /** The letter. */
  @ApiProperty({ format: 'uuid', description: 'The letter.', example: aLetter })
  id: string;

  /** Who could not handle it. */
  @ApiProperty({
    description: "Who could not handle it: a read model, or the service's name for its reactions.",
    example: 'service-desk',
  })
  consumer: string;

  /** Where it is. */
  @ApiProperty({
    enum: letterStates,
    description: 'dead: to be decided; parked: waits behind a dead one; replayed, discarded: decided.',
  })
  state: LetterState;

  /** Topic. */
  @ApiProperty({ description: 'Topic that it came on.', example: 'crm.customer.v1' })
  topic: string;

  /** Partition. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Partition of the topic.', example: 3 })
  partition: number;

  /** Offset. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Place in the partition.', example: 4711 })
  offset: number;

  /** Source of the event. */
  @ApiProperty({ ...nothing, description: 'Source of the event; null: not readable.', example: 'customer-master' })
  source: string | null;

  /** Id of the event. */
  @ApiProperty({ ...nothing, description: 'Id of the event; null: not readable.', example: 'ERP-20260302-17' })
  eventId: string | null;

  /** Type of the event. */
  @ApiProperty({ ...nothing, description: 'Type; null: a deletion, or not readable.', example: 'customer.registered' })
  eventType: string | null;

  /** Its aggregate. */
  @ApiProperty({
    ...nothing,
    description: 'The aggregate whose later events wait behind it; null: not readable, nothing waits.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  aggregateId: string | null;

  /** Why. */
  @ApiProperty({
    ...nothing,
    description: 'Why it could not be handled the last time; null: not tried yet.',
    example: 'the calendar has no working day',
  })
  error: string | null;

  /** How often. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How often it was tried.', example: 5 })
  attempts: number;

  /** Later ones. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Later messages of the aggregate that wait.', example: 2 })
  waiting: number;

  /** Published. */
  @ApiProperty({ format: 'date-time', description: 'When the broker took it.' })
  publishedAt: string;

  /** Kept. */
  @ApiProperty({ format: 'date-time', description: 'When it was kept here.' })
  createdAt: string;

  /** Decided. */
  @ApiProperty({
    ...nothing,
    format: 'date-time',
    description: 'When it was replayed with success or discarded; null: it waits.',
  })
  decidedAt: string | null;
}

export class DeadLetterDetailResponse extends DeadLetterResponse {
  /** Headers. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Headers as they came; `ce_*` are the attributes of the event.',
    example: { ce_type: 'customer.registered', ce_id: '01981a2b-2222-7000-8000-000000000001' },
  })
  headers: Record<string, string>;

  /** Key. */
  @ApiProperty({
    description: 'Key of the message: the customer, or the aggregate where there is none.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  key: string;

  /** The data. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: "The event's data, in clear; null: a deletion, erased, or see text.",
    example: { customerId: '01981a2b-1111-7000-8000-00000000c001', kind: 'person' },
  })
  data: Record<string, unknown> | null;

  /** The value as text. */
  @ApiProperty({ ...nothing, description: 'The value where it is no JSON object; null otherwise.', example: null })
  text: string | null;

  /** Whether it was erased. */
  @ApiProperty({ description: 'The content was erased: it can only be discarded.', example: false })
  erased: boolean;

  /** Those behind it. */
  @ApiProperty({
    type: () => [DeadLetterResponse],
    description: 'Later messages of its aggregate that wait, in order, at most 100; a replay takes them along.',
  })
  successors: DeadLetterResponse[];

  /** What was decided. */
  @ApiProperty({ type: () => [DecisionResponse], description: 'What was decided about it so far, oldest first.' })
  decisions: DecisionResponse[];
}

export class LetterOutcomeResponse {
  /** The letter. */
  @ApiProperty({ format: 'uuid', description: 'The letter.', example: aLetter })
  id: string;

  /** Id of the event. */
  @ApiProperty({ ...nothing, description: 'Id of the event; null: not readable.', example: 'ERP-20260302-17' })
  eventId: string | null;

  /** Type of the event. */
  @ApiProperty({ ...nothing, description: 'Type; null: a deletion, or not readable.', example: 'customer.registered' })
  eventType: string | null;

  /** What became of it. */
  @ApiProperty({
    enum: ['replayed', 'failed', 'discarded'],
    description: 'replayed: it had its effect; failed: it is dead with the new error; discarded: it never will.',
  })
  outcome: ReplayOutcome['outcome'];

  /** Why it failed. */
  @ApiProperty({ ...nothing, description: 'Why it failed; null otherwise.', example: null })
  error: string | null;
}

export class ReplayResponse {
  /** In order. */
  @ApiProperty({
    type: () => [LetterOutcomeResponse],
    description: 'What became of the letter and of those behind it, in order; at most 501.',
  })
  outcomes: LetterOutcomeResponse[];

  /** The next to decide. */
  @ApiProperty({
    ...nothing,
    format: 'uuid',
    description: 'The letter of the aggregate that has to be decided next; null: none waits any more.',
    example: null,
  })
  next: string | null;
}
