import { type CallbackOutcome, callbackOutcomes, type CaseKind, caseKinds } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PersonResponse } from '../cases/case.dto.js';
import { IsInstant } from '@crm/platform/problem';
import { type CallbackState, callbackStates } from './callback.entity.js';
import type { CallbackRecord } from './callbacks.service.js';
import { type CallbackResult, callbackResults } from './rules/attempts.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;

/** Filters of `GET /callbacks`. */
export class ListCallbacksQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: callbackStates,
    enumName: 'CallbackState',
    description: 'Only tasks in this state.',
    example: 'open',
  })
  @IsOptional()
  @IsIn(callbackStates)
  state?: CallbackState;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Only tasks of the employee who is to call; `me` is the acting user.',
    example: 'me',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  assignee?: string;

  @ApiPropertyOptional({
    ...instant,
    description: 'Only open tasks whose next call is planned for before this instant.',
  })
  @IsOptional()
  @IsInstant()
  dueBefore?: string;
}

/** Body of `POST /callbacks/{id}/assign`. */
export class AssignCallbackRequest {
  @ApiProperty({ maxLength: 200, description: 'Employee who is to call.', example: 'E1003' })
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  employeeId: string;
}

/** Body of `POST /callbacks/{id}/postpone`. */
export class PostponeCallbackRequest {
  @ApiProperty({
    ...instant,
    description: 'When the customer wants to be called: ahead, and at most 7 days after the resolution.',
  })
  @IsInstant()
  callAt: string;

  @ApiPropertyOptional({
    maxLength: 2000,
    description: 'What the customer said; kept with the case.',
    example: '客户正在开会，请明天上午十点再打。',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  note?: string;
}

const scoreOf = (whose: string) =>
  ({
    type: 'integer',
    minimum: 1,
    maximum: 5,
    nullable: true,
    description: `How satisfied the customer ${whose}, from 1 to 5; null: not said.`,
    example: 5,
  }) as const;

export class CallbackAttemptResponse {
  @ApiProperty({ ...instant, description: 'When the call was recorded.' })
  at: string;

  @ApiProperty({ type: PersonResponse, description: 'Who called.' })
  by: PersonResponse;

  @ApiProperty({
    enum: callbackOutcomes,
    enumName: 'CallbackOutcome',
    description:
      'What the customer said; unreached when nobody answered, wrong_number when somebody else did, refused when the customer did not want to say.',
    example: 'unreached',
  })
  outcome: CallbackOutcome;

  @ApiProperty({ ...scoreOf('said to be'), example: null })
  score: number | null;
}

export class CallbackResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the task.', example: '01981a2b-4444-7000-8000-0000000000b1' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    description: 'What the customer wanted.',
    example: 'complaint',
  })
  kind: CaseKind;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Whom to call, as first seen; customer-master answers for the survivor of a merge. Null: not known.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The handling of the case that it is about.', example: 1 })
  cycle: number;

  @ApiProperty({ description: 'Employee who resolved the case, and so must not call.', example: 'E1002' })
  handlerId: string;

  @ApiProperty({
    type: PersonResponse,
    nullable: true,
    description: 'Who is to call, never the handler nor whom the case is about; null: nobody else is there.',
  })
  assignee: PersonResponse | null;

  @ApiProperty({ ...instant, description: 'Until when the customer should be asked: 24 hours after the resolution.' })
  dueAt: string;

  @ApiProperty({
    enum: callbackStates,
    enumName: 'CallbackState',
    description: 'Cancelled: the case was reopened before.',
    example: 'open',
  })
  state: CallbackState;

  @ApiProperty({
    enum: callbackResults,
    enumName: 'CallbackResult',
    nullable: true,
    description:
      'How it ended; unconfirmed after three attempts that reached nobody, or when the customer did not want to say; null while it is open.',
    example: null,
  })
  outcome: CallbackResult | null;

  @ApiProperty(scoreOf('is'))
  score: number | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it ended; null while it is open.' })
  completedAt: string | null;

  @ApiProperty({ type: [CallbackAttemptResponse], description: 'The calls, oldest first.' })
  attempts: CallbackAttemptResponse[];

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'The next call not before this instant; null: at once, or none is needed.',
  })
  nextAttemptFrom: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the next call is planned for, and the assignee reminded; null: none is needed.',
  })
  nextAttemptAt: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 3,
    description: 'How often the customer asked to be called at another time.',
    example: 0,
  })
  postponements: number;
}

export const toResponse = (record: CallbackRecord): CallbackResponse => {
  const { task, attempts, caseNumber, kind, customerId } = record;
  return {
    id: task.id,
    caseId: task.caseId,
    caseNumber,
    kind,
    customerId,
    cycle: task.cycle,
    handlerId: task.handlerEmployeeId,
    assignee: task.assignee,
    dueAt: task.dueAt.toISOString(),
    state: task.state,
    outcome: task.outcome,
    score: task.score,
    completedAt: task.completedAt?.toISOString() ?? null,
    attempts: attempts.map(({ at, byEmployeeId, byDepartment, outcome, score }) => ({
      at: at.toISOString(),
      by: { employeeId: byEmployeeId, department: byDepartment },
      outcome,
      score,
    })),
    nextAttemptFrom: task.attemptFrom?.toISOString() ?? null,
    nextAttemptAt: task.nextAttemptAt?.toISOString() ?? null,
    postponements: task.postponements,
  };
};
