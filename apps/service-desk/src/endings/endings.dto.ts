import { type CaseKind, caseKinds, type WithdrawalReason, withdrawalReasons } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { dayOrInstant, IsDayOrInstant } from '../calendars/day-or-instant.decorator.js';

const reason = {
  enum: withdrawalReasons,
  enumName: 'WithdrawalReason',
  example: 'customer_withdrew',
} as const;

/** Body of `POST /cases/{id}/withdraw`. */
export class WithdrawRequest {
  @ApiProperty({
    ...reason,
    description:
      'The customer takes it back, or it is handled elsewhere; the others: it never was a case, and figures leave it out.',
  })
  @IsIn(withdrawalReasons)
  reason: WithdrawalReason;

  @ApiProperty({
    maxLength: 2000,
    description: 'What the customer said, or how it came about; kept with the case.',
    example: '客户来电：货物已找到，不再投诉。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  text: string;
}

/** Body of `POST /cases/{id}/merge`. */
export class MergeRequest {
  @ApiProperty({
    format: 'uuid',
    description: 'The case that goes on for both.',
    example: '01981a2b-4444-7000-8000-000000000002',
  })
  @IsUUID()
  into: string;
}

/** Question of `GET /withdrawals`. */
export class WithdrawalsQuery {
  @ApiProperty({ description: `Withdrawn from then on. ${dayOrInstant.from}`, example: '2026-01-01' })
  @IsDayOrInstant()
  from: string;

  @ApiProperty({ description: `Withdrawn until then. ${dayOrInstant.to}`, example: '2026-01-31' })
  @IsDayOrInstant()
  to: string;
}

export class WithdrawalCountResponse {
  @ApiProperty({ description: 'Department that answered for the cases.', example: 'service' })
  department: string;

  @ApiProperty({ description: 'Id of the employee who withdrew them.', example: 'E1002' })
  by: string;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'What the customers wanted.',
    example: 'complaint',
  })
  kind: CaseKind;

  @ApiProperty({ ...reason, description: 'Why.' })
  reason: WithdrawalReason;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'So many withdrawals.', example: 3 })
  cases: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of them: had missed a deadline before.', example: 1 })
  late: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of them: had been resolved before.', example: 0 })
  resolved: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of them: were reopened since.', example: 0 })
  reopened: number;
}
