import {
  type CaseKind,
  caseKinds,
  caseSeverities,
  type CaseSeverity,
  type CaseState,
  caseStates,
  type ClosingOutcome,
  closingOutcomes,
  type ValueLevel,
  valueLevels,
  type WithdrawalReason,
  withdrawalReasons,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { ClockResponse } from './clock.dto.js';
import { ownerReasons, type OwnerReason } from './case.js';
import { type CaseAction, caseActions } from './rules/transitions.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

export class PersonResponse {
  @ApiProperty({ description: "The employee's id.", example: 'E1002' })
  employeeId: string;

  @ApiProperty({ description: "The department's id.", example: 'service' })
  department: string;
}

export class ProductResponse {
  @ApiProperty({ description: 'Id of the product in the ERP.', example: 'P-7' })
  id: string;
}

export class WithdrawalResponse {
  @ApiProperty({
    enum: withdrawalReasons,
    enumName: 'WithdrawalReason',
    description: 'Why; the last three: it never was a case.',
    example: 'customer_withdrew',
  })
  reason: WithdrawalReason;

  @ApiProperty({ ...instant, description: 'When.' })
  at: string;

  @ApiProperty({ description: 'Id of the employee who withdrew it.', example: 'E1002' })
  by: string;
}

export class CaseResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the case.', example: aCase })
  id: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  number: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every event of the case.', example: 3 })
  version: number;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The customer of today (the survivor of a merge); null: not known.',
    example: aCustomer,
  })
  customerId: string | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description:
      'false: nobody has registered this customer, or the card is still on its way: true as soon as it is here. null: the case names none.',
    example: true,
  })
  customerKnown: boolean | null;

  @ApiProperty({
    enum: valueLevels,
    enumName: 'ValueLevel',
    nullable: true,
    description: 'Highest value level of the customer since the case was opened; null: not known.',
    example: 'gold',
  })
  level: ValueLevel | null;

  @ApiProperty({ enum: caseKinds, enumName: 'CaseKind', description: 'What the customer wants.', example: 'complaint' })
  kind: CaseKind;

  @ApiProperty({
    description:
      'False: nobody told the kind so far; it is an enquiry until a contact or an assessment tells one, or it is resolved.',
    example: true,
  })
  kindTold: boolean;

  @ApiProperty({ enum: caseSeverities, enumName: 'CaseSeverity', description: 'How bad it is.', example: 'normal' })
  severity: CaseSeverity;

  @ApiProperty({ enum: caseStates, enumName: 'CaseState', description: 'Where it stands.', example: 'in_progress' })
  state: CaseState;

  @ApiProperty({
    enum: caseActions,
    enumName: 'CaseAction',
    isArray: true,
    description: 'What the state allows.',
    example: ['respond', 'handover', 'resolve'],
  })
  allowed: CaseAction[];

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: '1 for the first handling; one more with every reopening.',
    example: 1,
  })
  cycle: number;

  @ApiProperty({
    enum: ['intake', 'followup'],
    description: 'A contact of the customer, or a bad survey answer.',
    example: 'intake',
  })
  origin: 'intake' | 'followup';

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The follow-up that it was opened for; null: for none.',
    example: null,
  })
  followUpId: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The case that the follow-up is about; null: about none.',
    example: null,
  })
  earlierCaseId: string | null;

  @ApiProperty({ type: PersonResponse, description: 'Who answers for it, at every moment somebody.' })
  owner: PersonResponse;

  @ApiProperty({
    enum: ownerReasons,
    enumName: 'OwnerReason',
    description: 'Why this one is the owner.',
    example: 'least_loaded',
  })
  ownerReason: OwnerReason;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Queue in which it waits until somebody takes it; null: in none.',
    example: 'complaints',
  })
  queueId: string | null;

  @ApiProperty({
    type: [String],
    description: 'Employees that the complaint is about; none of them may handle it.',
    example: [],
  })
  complainedOf: string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Order in the ERP that it is about; null: none named.',
    example: 'SO-2026-0001',
  })
  orderId: string | null;

  @ApiProperty({ type: ProductResponse, nullable: true, description: 'Product that it is about; null: none named.' })
  product: ProductResponse | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'What caused it: an entry of `GET /causes`; null: not assessed yet.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  causeId: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Subject of the first contact; null without `case:read-text`, after erasure, and for follow-ups.',
    example: '送货迟到',
  })
  subject: string | null;

  @ApiProperty({ ...instant, description: 'When the first contact was received.' })
  openedAt: string;

  @ApiProperty({ ...instant, description: 'Deadline of the present cycle.' })
  dueAt: string;

  @ApiProperty({
    type: ClockResponse,
    description: 'The clock for the resolution in the present cycle; the others: `/cases/{id}/clocks`.',
  })
  sla: ClockResponse;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When it was first acknowledged; null: not yet.',
  })
  acknowledgedAt: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the customer got the first answer; null: none yet.',
  })
  firstRespondedAt: string | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was last resolved; null: never.' })
  resolvedAt: string | null;

  @ApiProperty({ type: PersonResponse, nullable: true, description: 'Who last resolved it; null: nobody yet.' })
  handler: PersonResponse | null;

  @ApiProperty({
    enum: closingOutcomes,
    enumName: 'ClosingOutcome',
    nullable: true,
    description:
      'How it ends: confirmed by the customer, not reached, or no call-back needed; null while that is open.',
    example: null,
  })
  outcome: ClosingOutcome | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was closed; null: it is not closed.' })
  closedAt: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The case in which it goes on; null: it was not merged.',
    example: null,
  })
  mergedIntoId: string | null;

  @ApiProperty({ type: WithdrawalResponse, nullable: true, description: 'How it was withdrawn; null: it is not.' })
  withdrawal: WithdrawalResponse | null;
}
