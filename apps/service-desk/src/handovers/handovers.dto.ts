import { oaIdPattern } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsObject, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { PersonResponse } from '../cases/case.dto.js';
import { type HandoverState, handoverStates } from './handover.entity.js';
import { type DeclineCode, declineCodes } from './rules/decline-codes.js';
import type { ReadableHandover } from './handovers.service.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** Body of `POST /cases/{id}/handovers`. */
export class OfferHandoverRequest {
  @ApiProperty({ maxLength: 60, description: 'Department that the case is offered to.', example: 'complaint-centre' })
  @Matches(oaIdPattern)
  toDepartment: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    description: 'One employee of it; left out: anybody of the department may accept.',
    example: 'E1021',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}\s]{1,200}$/u)
  toEmployeeId?: string | null;

  @ApiProperty({
    maxLength: 2000,
    description: 'Why somebody else is better placed.',
    example: '需要投诉处理中心裁决赔付金额。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Body of `POST /handovers/{id}/decline`. */
export class DeclineHandoverRequest {
  @ApiProperty({ maxLength: 2000, description: 'Why not.', example: '属于物流问题，应由发货部门处理。' })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;

  @ApiPropertyOptional({
    enum: declineCodes,
    enumName: 'DeclineCode',
    default: 'other',
    description: 'The reason as the report counts it.',
    example: 'not_ours',
  })
  @IsOptional()
  @IsIn(declineCodes)
  code?: DeclineCode;
}

export class DecidedForRequest {
  @ApiProperty({ maxLength: 200, description: 'Who answers for the case from now on.', example: 'E1002' })
  @Matches(/^[^\p{Cc}\s]{1,200}$/u)
  employeeId: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    description: 'Department of that employee, by the card; may be left out.',
    example: 'service',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string | null;
}

/** Body of `POST /handovers/{id}/adjudicate`. */
export class AdjudicateHandoverRequest {
  @ApiProperty({ type: DecidedForRequest, description: 'Who answers for the case from now on.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => DecidedForRequest)
  to: DecidedForRequest;

  @ApiProperty({
    maxLength: 2000,
    description: 'Why; kept with the case.',
    example: '破损发生在运输途中，由物流部门负责。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Query of `GET /handovers`. */
export class ListHandoversQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: ['me'],
    default: 'me',
    description: 'Offers to the acting user, by name or as one of the department.',
    example: 'me',
  })
  @IsOptional()
  @IsIn(['me'])
  to = 'me' as const;

  @ApiPropertyOptional({
    enum: ['to', 'from'],
    default: 'to',
    description: 'from: offers that you made, or that were made of your cases (`to` does not matter then).',
    example: 'from',
  })
  @IsOptional()
  @IsIn(['to', 'from'])
  as: 'to' | 'from' = 'to';

  @ApiPropertyOptional({
    enum: handoverStates,
    enumName: 'HandoverState',
    default: 'offered',
    description:
      'Of offers to you only `offered`, what waits for your answer, and `to_adjudicate`, what waits for a decision (of every ' +
      'department; `to` does not matter). Of those that you gave: every state.',
    example: 'to_adjudicate',
  })
  @IsOptional()
  @IsIn(handoverStates)
  state: HandoverState = 'offered';
}

export class OfferedToResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The employee; null: anybody of the department.',
    example: 'E1021',
  })
  employeeId: string | null;

  @ApiProperty({ description: "The department's id.", example: 'complaint-centre' })
  department: string;
}

export class HandoverDecisionResponse {
  @ApiProperty({ type: PersonResponse, description: 'Who answers for the case since then.' })
  to: PersonResponse;

  @ApiProperty({ description: 'Employee who decided.', example: 'E1021' })
  by: string;

  @ApiProperty({ ...instant, description: 'When.' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why; null after erasure.', example: '运输途中破损。' })
  reason: string | null;
}

export class HandoverResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the offer.', example: '01981a2b-4444-7000-8000-0000000000a1' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({
    enum: handoverStates,
    enumName: 'HandoverState',
    description:
      'Withdrawn: taken back, or the case was resolved or got another owner, before the answer. The second bounce is ' +
      '`to_adjudicate` until it is decided.',
    example: 'offered',
  })
  state: HandoverState;

  @ApiProperty({
    type: PersonResponse,
    description: 'The owner at the time of the offer, accountable until it is accepted.',
  })
  from: PersonResponse;

  @ApiProperty({ type: OfferedToResponse, description: 'Who is asked.' })
  to: OfferedToResponse;

  @ApiProperty({ ...instant, description: 'When it was offered.' })
  offeredAt: string;

  @ApiProperty({ description: 'Employee who made the offer.', example: 'E1002' })
  offeredBy: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why; null after erasure.',
    example: '需要投诉处理中心裁决赔付金额。',
  })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who answered, or took it back; null: nobody.',
    example: null,
  })
  answeredBy: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When it was answered or withdrawn; null: it is open.',
  })
  answeredAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was declined; null: it was not.', example: null })
  declineReason: string | null;

  @ApiProperty({
    enum: declineCodes,
    enumName: 'DeclineCode',
    nullable: true,
    description: 'The reason as the report counts it; null: it was not declined.',
    example: null,
  })
  declineCode: DeclineCode | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Which bounce of the case in its cycle this is; null: none.',
    example: null,
  })
  bounce: number | null;

  @ApiProperty({ type: HandoverDecisionResponse, nullable: true, description: 'What was decided; null: nothing.' })
  decision: HandoverDecisionResponse | null;
}

export const toResponse = ({
  handover,
  caseNumber,
  reason,
  declineReason,
  decisionReason,
}: ReadableHandover): HandoverResponse => ({
  id: handover.id,
  caseId: handover.caseId,
  caseNumber,
  state: handover.state,
  from: { employeeId: handover.fromEmployeeId, department: handover.fromDepartment },
  to: { employeeId: handover.toEmployeeId, department: handover.toDepartment },
  offeredAt: handover.offeredAt.toISOString(),
  offeredBy: handover.offeredBy,
  reason,
  answeredBy: handover.answeredBy,
  answeredAt: handover.answeredAt?.toISOString() ?? null,
  declineReason,
  declineCode: handover.declineCode,
  bounce: handover.bounce,
  decision:
    handover.decidedAt === null
      ? null
      : {
          to: { employeeId: handover.decidedEmployeeId!, department: handover.decidedDepartment! },
          by: handover.decidedBy!,
          at: handover.decidedAt.toISOString(),
          reason: decisionReason,
        },
});
