import { IsInstant } from '../problem/is-instant.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Decision } from '@crm/messaging';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../paging/page.js';

/** Filters that both lists have. */
export class DeliveryQuery extends PageQuery {
  /** Only events of this type. */
  @ApiPropertyOptional({ maxLength: 200, description: 'Only events of this type.', example: 'customer.registered' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  type?: string;

  /** Kept since. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was kept at this time or later, RFC 3339.',
    example: '2026-03-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Kept before. */
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was kept before this time, RFC 3339.',
    example: '2026-04-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  to?: string;

  /** Part of the error. */
  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Only where the error contains this, in upper or lower case.',
    example: 'timeout',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  error?: string;
}

export class DiscardRequest {
  /** Why. */
  @ApiProperty({
    minLength: 3,
    maxLength: 500,
    description: 'Why the message shall never have its effect; kept in the record of decisions. No personal data.',
    example: 'ERP 重复推送的测试订单',
  })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason: string;
}

export class DecisionResponse {
  /** What was decided. */
  @ApiProperty({ enum: ['replay', 'retry', 'discard'], description: 'What was decided.' })
  action: Decision['action'];

  /** What came of it. */
  @ApiProperty({
    enum: ['replayed', 'failed', 'requeued', 'discarded'],
    description: 'What came of it; requeued: handed to the relay, which sends it or parks it again.',
  })
  outcome: Decision['outcome'];

  /** Why it failed. */
  @ApiProperty({ type: String, nullable: true, description: 'Why it failed; null otherwise.', example: null })
  error: string | null;

  /** Why it was discarded. */
  @ApiProperty({ type: String, nullable: true, description: 'Why it was discarded; null otherwise.', example: null })
  reason: string | null;

  /** Who. */
  @ApiProperty({ description: 'Subject of the token of whoever decided.', example: 'E1000' })
  decidedBy: string;

  /** When. */
  @ApiProperty({ format: 'date-time', description: 'When.' })
  decidedAt: string;
}

export const toDecisionResponse = ({ action, outcome, error, reason, decidedBy, decidedAt }: Decision) =>
  ({ action, outcome, error, reason, decidedBy, decidedAt: decidedAt.toISOString() }) satisfies DecisionResponse;

/** The content of a message, for a reader: an object as it is, anything else as text. */
export function contentOf(value: string | null): { data: Record<string, unknown> | null; text: string | null } {
  if (value === null) return { data: null, text: null };
  try {
    const data: unknown = JSON.parse(value);
    if (typeof data === 'object' && data !== null && !Array.isArray(data))
      return { data: data as Record<string, unknown>, text: null };
  } catch {
    // Not JSON: that may be why it is here.
  }
  return { data: null, text: value };
}
