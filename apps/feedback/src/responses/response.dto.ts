import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { type AnswerLanguage, answerLanguages } from './given-answer.js';
import type { ResponseRow } from './responses.repository.js';

/** Filters of the list of responses. */
export class ResponsesQuery extends PageQuery {
  /** Only responses of this customer, under whichever of its ids. */
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only responses of this customer: of every id that is the same customer today.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;
}

/** Why the words are shown or not. */
export const commentVisibilities = ['none', 'shown', 'masked', 'erased'] as const;
export type CommentVisibility = (typeof commentVisibilities)[number];

/** What a customer answered, as it was given. */
export class ResponseResponse {
  /** The response. */
  @ApiProperty({ format: 'uuid', description: 'The response.', example: '01981a2b-5555-7000-8000-000000000002' })
  id: string;

  /** The invitation it answers. */
  @ApiProperty({
    format: 'uuid',
    description: 'The invitation it answers.',
    example: '01981a2b-5555-7000-8000-000000000001',
  })
  invitationId: string;

  /** The customer as it is today, after merges. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer as it is today: the survivor where ids were merged.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string;

  /** The case that the customer was asked about. */
  @ApiProperty({
    format: 'uuid',
    description: 'The case it is about.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  /** Would recommend. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 10,
    nullable: true,
    description: 'Would recommend, 0–10; null: not answered.',
    example: 3,
  })
  nps: number | null;

  /** Satisfaction. */
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 5,
    nullable: true,
    description: 'Satisfaction, 1–5; null: not answered.',
    example: 2,
  })
  csat: number | null;

  /** The customer's own words. */
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: "The customer's own words; null unless `commentVisibility` is shown.",
    example: '等了三天才有人回电。',
  })
  comment: string | null;

  /** Why the words are shown or not. */
  @ApiProperty({
    enum: commentVisibilities,
    description:
      'none: the customer wrote none; masked: you lack `feedback:read-text`; erased: they were deleted for good.',
    example: 'shown',
  })
  commentVisibility: CommentVisibility;

  /** Language of the questions. */
  @ApiProperty({ enum: answerLanguages, description: 'Language of the questions that were answered.', example: 'zh' })
  language: AnswerLanguage;

  /** When the customer answered. */
  @ApiProperty({ format: 'date-time', description: 'When the customer answered.', example: '2026-01-07T02:00:00.000Z' })
  answeredAt: string;
}

/** What a client may see of a response, without or with its words. */
export function toResponseResponse(
  row: ResponseRow,
  words: { comment: string | null; visibility: CommentVisibility },
): ResponseResponse {
  return {
    id: row.id,
    invitationId: row.invitationId,
    customerId: row.customerId,
    caseId: row.caseId,
    nps: row.nps,
    csat: row.csat,
    comment: words.comment,
    commentVisibility: words.visibility,
    language: row.language,
    answeredAt: row.answeredAt.toISOString(),
  };
}
