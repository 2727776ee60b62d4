import type { Language } from '@crm/platform/problem';
import { ApiProperty } from '@nestjs/swagger';
import type { IntakeResult } from './intake.service.js';

export class IntakeFaultResponse {
  /** Where. */
  @ApiProperty({ description: 'JSON pointer into the event.', example: '/data/lines/0/quantity' })
  pointer: string;

  /** What. */
  @ApiProperty({ description: 'What is wrong there, in the language asked for.', example: '不得小于 1' })
  message: string;
}

export class IntakeResultResponse {
  /** Its place. */
  @ApiProperty({ type: 'integer', description: 'Place of the event in what was sent, from 0.', example: 0 })
  index: number;

  /** The event. */
  @ApiProperty({ description: "The event's id as it was sent.", example: 'so-1-paid' })
  id: string;

  /** What became of it. */
  @ApiProperty({
    enum: ['accepted', 'duplicate', 'rejected'],
    description: 'accepted: it will have its effect; duplicate: it was taken before; rejected: see the errors.',
    example: 'accepted',
  })
  status: 'accepted' | 'duplicate' | 'rejected';

  /** Why it was rejected. */
  @ApiProperty({ type: [IntakeFaultResponse], description: 'Why it was rejected; empty otherwise.' })
  errors: IntakeFaultResponse[];
}

export class IntakeResponse {
  /** How many were taken. */
  @ApiProperty({ type: 'integer', description: 'How many were taken.', example: 1 })
  accepted: number;

  /** How many were known. */
  @ApiProperty({ type: 'integer', description: 'How many had been taken before.', example: 0 })
  duplicates: number;

  /** How many were refused. */
  @ApiProperty({ type: 'integer', description: 'How many were refused.', example: 0 })
  rejected: number;

  /** One by one. */
  @ApiProperty({ type: [IntakeResultResponse], description: 'One result for each event, in their order.' })
  results: IntakeResultResponse[];
}

export function toIntakeResult(
  { id, status, errors }: IntakeResult,
  index: number,
  language: Language,
): IntakeResultResponse {
  const inLanguage = errors.map(({ pointer, message }) => ({
    pointer,
    message: typeof message === 'string' ? message : message[language],
  }));
  return { index, id, status, errors: inLanguage };
}
