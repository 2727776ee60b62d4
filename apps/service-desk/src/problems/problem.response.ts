import { type CaseSeverity, caseSeverities, type CaseState, caseStates } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { PersonResponse } from '../cases/case.dto.js';
import { PreventiveActionResponse } from './preventive-action.response.js';
import { type ProblemAction, problemActions, type ProblemState, problemStates } from './rules/progress.js';

const instant = { format: 'date-time', example: '2026-02-01T02:00:00.000Z' } as const;
const maybeInstant = { ...instant, type: String, nullable: true } as const;
const aProblem = '01981a2b-4444-7000-8000-0000000000d1';

export class ProblemResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the problem.', example: aProblem })
  id: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every event of it; also the ETag.', example: 3 })
  version: number;

  @ApiProperty({
    enum: problemStates,
    enumName: 'ProblemState',
    description:
      'Where it stands. `verifying` begins when the last action is done; `closed`: its actions were effective.',
    example: 'analysed',
  })
  state: ProblemState;

  @ApiProperty({
    enum: problemActions,
    enumName: 'ProblemAction',
    isArray: true,
    description: 'What the state allows.',
    example: ['analyse', 'plan_action'],
  })
  allowed: ProblemAction[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Product of its cases; null: they name none.',
    example: 'P-7',
  })
  productId: string | null;

  @ApiProperty({
    format: 'uuid',
    description: 'Cause of its cases: an entry of `GET /causes`.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  causeId: string;

  @ApiProperty({ description: 'Code of the cause when the problem was opened.', example: 'packaging_damage' })
  causeCode: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Cases that belong to it, also those that you may not see.',
    example: 8,
  })
  caseCount: number;

  @ApiProperty({
    ...instant,
    description: 'Begin of the window in which it was found; the rate before is counted from it.',
  })
  since: string;

  @ApiProperty({ ...instant, description: 'When the case too many was assessed.' })
  openedAt: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The closed problem of the same product and cause before it; null: none.',
    example: null,
  })
  earlierProblemId: string | null;

  @ApiProperty({ type: PersonResponse, nullable: true, description: 'Who answers for it; null: not analysed yet.' })
  responsible: PersonResponse | null;

  @ApiProperty({ ...maybeInstant, description: 'When it was last analysed; null: not yet.' })
  analysedAt: string | null;

  @ApiProperty({
    ...maybeInstant,
    description: 'When the last action was done; null while one is open or none is planned.',
  })
  actionAt: string | null;

  @ApiProperty({ ...maybeInstant, description: 'End of the verification; null while `actionAt` is.' })
  verifyUntil: string | null;

  @ApiProperty({ ...maybeInstant, description: 'When it was closed as effective; null: it is open.' })
  closedAt: string | null;
}

export class ProblemCaseResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the case.', example: '01981a2b-4444-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  number: string;

  @ApiProperty({ enum: caseStates, enumName: 'CaseState', description: 'Where it stands.', example: 'in_progress' })
  state: CaseState;

  @ApiProperty({ enum: caseSeverities, enumName: 'CaseSeverity', description: 'How bad it is.', example: 'normal' })
  severity: CaseSeverity;

  @ApiProperty({ ...instant, description: 'When its first contact was received.' })
  openedAt: string;
}

export class PeriodResponse {
  @ApiProperty({ ...instant, description: 'Begin, included.' })
  from: string;

  @ApiProperty({ ...instant, description: 'End, not included.' })
  until: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Cases whose first contact was received in between.',
    example: 8,
  })
  cases: number;

  @ApiProperty({ minimum: 0, description: 'Cases per week of seven days, to two decimals.', example: 1.37 })
  casesPerWeek: number;
}

/** What a verification found. */
export class VerificationResponse {
  @ApiProperty({ type: 'integer', minimum: 1, description: '1 for the first one of the problem.', example: 1 })
  round: number;

  @ApiProperty({ description: 'Whether the actions were effective.', example: true })
  effective: boolean;

  @ApiProperty({
    type: PeriodResponse,
    description: 'From the begin of the window in which it was found to the action.',
  })
  before: PeriodResponse;

  @ApiProperty({ type: PeriodResponse, description: 'The verification window.' })
  after: PeriodResponse;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The weekly rate after in percent of that before, to one decimal; null without a case before.',
    example: 12.5,
  })
  ratePercent: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 99,
    description: 'How many percent were tolerated.',
    example: 20,
  })
  toleratedPercent: number;

  @ApiProperty({ ...instant, description: 'When it was computed.' })
  verifiedAt: string;
}

export class ProblemDetailResponse extends ProblemResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is behind the cases; null: not analysed yet, or without `problem:read-text`.',
    example: '新批次纸箱的抗压强度不足，码放三层即破损。',
  })
  rootCause: string | null;

  @ApiProperty({ type: [PreventiveActionResponse], description: 'Its actions, in the order of planning.' })
  actions: PreventiveActionResponse[];

  @ApiProperty({ type: [VerificationResponse], description: 'Its verifications, the first one first.' })
  verifications: VerificationResponse[];

  @ApiProperty({
    type: [ProblemCaseResponse],
    description: 'Its newest cases that you may see, 100 at most; `GET /cases?problem=` lists all of these.',
  })
  cases: ProblemCaseResponse[];
}
