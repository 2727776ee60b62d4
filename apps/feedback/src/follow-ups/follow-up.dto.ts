import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type FollowUpState, followUpStates } from './follow-up.entity.js';
import type { FollowUpRow } from './follow-ups.repository.js';

/** Filters of the list of follow-ups. */
export class FollowUpsQuery extends PageQuery {
  /** Only follow-ups in this state. */
  @ApiPropertyOptional({ enum: followUpStates, description: 'Only follow-ups in this state.', example: 'case_opened' })
  @IsOptional()
  @IsIn(followUpStates)
  state?: FollowUpState;
}

/** A bad answer and what was done about it. */
export class FollowUpResponse {
  /** The follow-up. */
  @ApiProperty({ format: 'uuid', description: 'The follow-up.', example: '01981a2b-5555-7000-8000-000000000003' })
  id: string;

  /** Rises with every change of state. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change of state.', example: 2 })
  version: number;

  /** The bad answer. */
  @ApiProperty({ format: 'uuid', description: 'The bad answer.', example: '01981a2b-5555-7000-8000-000000000002' })
  responseId: string;

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
    description: 'The case that the customer was asked about.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  /** Why it was asked for. */
  @ApiProperty({
    enum: ['detractor', 'low_csat'],
    description: 'detractor 贬损者: recommendation 0–6; low_csat 不满意: satisfaction 1–2.',
    example: 'detractor',
  })
  reason: 'detractor' | 'low_csat';

  /** The score that gave the reason. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 6, description: 'The score that gave the reason.', example: 3 })
  score: number;

  /** Where it stands. */
  @ApiProperty({
    enum: followUpStates,
    description:
      'requested 已请求 → case_opened 已立案 → recovered 已挽回 (the customer said so) | not_recovered 未挽回.',
    example: 'case_opened',
  })
  state: FollowUpState;

  /** The case that service-desk opened for it. */
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The case that service-desk opened for it; null: none yet.',
    example: '01981a2b-4444-7000-8000-000000000002',
  })
  followUpCaseId: string | null;

  /** When it was asked for. */
  @ApiProperty({ format: 'date-time', description: 'When it was asked for.', example: '2026-01-07T02:00:00.000Z' })
  requestedAt: string;

  /** When its case ended. */
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When its case ended for the last time; null: not yet.',
    example: null,
  })
  closedAt: string | null;
}

/** What a client may see of a follow-up. */
export const toFollowUpResponse = (row: FollowUpRow): FollowUpResponse => ({
  id: row.id,
  version: row.version,
  responseId: row.responseId,
  customerId: row.customerId,
  caseId: row.caseId,
  reason: row.reason,
  score: row.score,
  state: row.state,
  followUpCaseId: row.followUpCaseId,
  requestedAt: row.requestedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});
