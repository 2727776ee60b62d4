import { invitationSuppressions, type InvitationSuppression } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { type InvitationState, invitationStates } from './invitation.entity.js';
import type { InvitationRow } from './invitations.repository.js';

/** Filters of the list of invitations. */
export class InvitationsQuery extends PageQuery {
  /** Only invitations in this state. */
  @ApiPropertyOptional({ enum: invitationStates, description: 'Only invitations in this state.', example: 'sent' })
  @IsOptional()
  @IsIn(invitationStates)
  state?: InvitationState;

  /** Only invitations of this customer, under whichever of its ids. */
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only invitations of this customer: of every id that is the same customer today.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;
}

const moment = (description: string, example: string | null) => ({
  type: String,
  format: 'date-time',
  nullable: true,
  description,
  example,
});

/** One customer asked once about one closing of one case. The token of its link is not known to this service. */
export class InvitationResponse {
  /** The invitation. */
  @ApiProperty({ format: 'uuid', description: 'The invitation.', example: '01981a2b-5555-7000-8000-000000000001' })
  id: string;

  /** Rises with every change of state. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change of state.', example: 3 })
  version: number;

  /** The customer as it is today, after merges. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer as it is today: the survivor where ids were merged.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string;

  /** The case that the customer is asked about. */
  @ApiProperty({
    format: 'uuid',
    description: 'The case it is about.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  /** Which handling of the case ended. */
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Which handling of the case ended, from 1.', example: 1 })
  cycle: number;

  /** Where it stands. */
  @ApiProperty({
    enum: invitationStates,
    description:
      'planned 计划 → suppressed 不发送 | requested 已请求 → sent 已发送 → opened 已打开 → responded 已回答 | expired 已过期 | bounced 被退回.',
    example: 'sent',
  })
  state: InvitationState;

  /** Why nobody was asked; null in every other state. */
  @ApiProperty({
    enum: invitationSuppressions,
    nullable: true,
    description: 'Why nobody was asked: no way to reach the customer for a survey, or held back by customer-master.',
    example: null,
  })
  suppressionReason: InvitationSuppression | null;

  /** When it was planned. */
  @ApiProperty({ format: 'date-time', description: 'When it was planned.', example: '2026-01-06T01:00:01.000Z' })
  plannedAt: string;

  /** When customer-master was asked to write to the customer. */
  @ApiProperty(
    moment('When customer-master was asked to write to the customer; null: it was not.', '2026-01-06T01:00:01.000Z'),
  )
  requestedAt: string | null;

  /** When the provider took the message. */
  @ApiProperty(
    moment('When the provider took the message; null: not known to have happened.', '2026-01-06T01:00:02.000Z'),
  )
  sentAt: string | null;

  /** When the link was first followed. */
  @ApiProperty(moment('When the link was first followed; null: not yet.', null))
  openedAt: string | null;

  /** When the customer answered. */
  @ApiProperty(moment('When the customer answered; null: not yet.', null))
  respondedAt: string | null;

  /** Until when it can be answered. */
  @ApiProperty(moment('Until when it can be answered; null where nobody was asked.', '2026-01-20T01:00:01.000Z'))
  validUntil: string | null;
}

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

/** What a client may see of an invitation. */
export const toInvitationResponse = (row: InvitationRow): InvitationResponse => ({
  id: row.id,
  version: row.version,
  customerId: row.customerId,
  caseId: row.caseId,
  cycle: row.cycle,
  state: row.state,
  suppressionReason: row.suppressionReason,
  plannedAt: row.plannedAt.toISOString(),
  requestedAt: iso(row.requestedAt),
  sentAt: iso(row.sentAt),
  openedAt: iso(row.openedAt),
  respondedAt: iso(row.respondedAt),
  validUntil: iso(row.validUntil),
});
