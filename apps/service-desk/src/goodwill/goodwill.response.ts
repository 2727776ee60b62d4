import { type GoodwillReason, goodwillReasons } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { PersonResponse } from '../cases/case.dto.js';
import { goodwillKinds, type GoodwillState, goodwillStates } from './goodwill.entity.js';
import type { ReadableGoodwill } from './goodwill-files.service.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

export class GoodwillResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the gesture.', example: '01981a2b-4444-7000-8000-0000000000f1' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({
    format: 'uuid',
    description: 'Who gets it, as first seen; customer-master answers for the survivor of a merge.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string;

  @ApiProperty({ enum: goodwillKinds, description: 'What is given.', example: 'points' })
  kind: (typeof goodwillKinds)[number];

  @ApiProperty({ type: 'integer', description: 'How many points.', example: 300 })
  points: number;

  @ApiProperty({ enum: goodwillReasons, enumName: 'GoodwillReason', description: 'Why.', example: 'late_delivery' })
  reason: GoodwillReason;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why, in words; null without `case:read-text` or `goodwill:approve`, and after erasure.',
    example: '货物晚到三天，客户停工半日。',
  })
  words: string | null;

  @ApiProperty({
    enum: goodwillStates,
    enumName: 'GoodwillState',
    description:
      'proposed: waits for approval; approved: loyalty has not answered yet; granted: the points are in the account; failed: loyalty refused; revoking, revoked: taken back.',
    example: 'granted',
  })
  state: GoodwillState;

  @ApiProperty({ ...instant, description: 'When it was proposed.' })
  proposedAt: string;

  @ApiProperty({ type: PersonResponse, description: 'Who proposed it.' })
  proposedBy: PersonResponse;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was decided; null: it is not.' })
  decidedAt: string | null;

  @ApiProperty({
    type: PersonResponse,
    nullable: true,
    description: 'Who decided: the proposer within the own limit, else somebody else; null: nobody yet.',
  })
  decidedBy: PersonResponse | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was said with the last decision; null without `case:read-text` or `goodwill:approve`.',
    example: null,
  })
  decisionWords: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Version of the limits by which it was proposed or approved.',
    example: 1,
  })
  limitsVersion: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What loyalty said against it: above_most_points, account_full; of a revocation spent, not_granted; null: nothing.',
    example: null,
  })
  failure: string | null;
}

export const toResponse = ({ goodwill, caseNumber, words, decisionWords }: ReadableGoodwill): GoodwillResponse => ({
  id: goodwill.id,
  caseId: goodwill.caseId,
  caseNumber,
  customerId: goodwill.customerId,
  kind: goodwill.kind,
  points: goodwill.points,
  reason: goodwill.reason,
  words,
  state: goodwill.state,
  proposedAt: goodwill.proposedAt.toISOString(),
  proposedBy: { employeeId: goodwill.proposedBy, department: goodwill.proposedDepartment },
  decidedAt: goodwill.decidedAt?.toISOString() ?? null,
  decidedBy:
    goodwill.decidedBy === null ? null : { employeeId: goodwill.decidedBy, department: goodwill.decidedDepartment! },
  decisionWords,
  limitsVersion: goodwill.limitsVersion,
  failure: goodwill.failure,
});
