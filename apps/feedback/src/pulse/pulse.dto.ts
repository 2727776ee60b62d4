import { ApiProperty } from '@nestjs/swagger';

const score = (description: string, minimum: number, maximum: number, example: number | null) => ({
  type: 'integer' as const,
  minimum,
  maximum,
  nullable: true,
  description,
  example,
});

/** One point of the series: one answer. */
export class PulsePoint {
  /** The response. */
  @ApiProperty({ format: 'uuid', description: 'The response.', example: '01981a2b-5555-7000-8000-000000000002' })
  responseId: string;

  /** The case it is about. */
  @ApiProperty({
    format: 'uuid',
    description: 'The case it is about.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When the customer answered.', example: '2026-01-07T02:00:00.000Z' })
  answeredAt: string;

  /** Would recommend. */
  @ApiProperty(score('Would recommend, 0–10; null: not answered.', 0, 10, 3))
  nps: number | null;

  /** Satisfaction. */
  @ApiProperty(score('Satisfaction, 1–5; null: not answered.', 1, 5, 2))
  csat: number | null;
}

/** The last answer to one question. */
export class LastScore {
  /** The answer. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 10, description: 'The answer: nps 0–10, csat 1–5.', example: 3 })
  score: number;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When it was given.', example: '2026-01-07T02:00:00.000Z' })
  answeredAt: string;
}

/** How satisfied one customer has been, over every id that is this customer today. */
export class PulseResponse {
  /** The customer as it is today. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer as it is today: the survivor, also when a merged id was asked for.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string;

  /** Ids that were merged into it. */
  @ApiProperty({
    type: [String],
    description: 'Ids that were merged into this customer; their answers are part of the pulse.',
    example: ['01981a2b-1111-7000-8000-00000000c002'],
  })
  mergedFrom: string[];

  /** Number of answers. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Answers in all, also those beyond the series.',
    example: 2,
  })
  n: number;

  /** The last recommendation. */
  @ApiProperty({ type: LastScore, nullable: true, description: 'The last recommendation, 0–10; null: never answered.' })
  lastNps: LastScore | null;

  /** The last satisfaction. */
  @ApiProperty({ type: LastScore, nullable: true, description: 'The last satisfaction, 1–5; null: never answered.' })
  lastCsat: LastScore | null;

  /** Answers, newest first. */
  @ApiProperty({ type: [PulsePoint], description: 'The last 100 answers, newest first.' })
  series: PulsePoint[];
}
