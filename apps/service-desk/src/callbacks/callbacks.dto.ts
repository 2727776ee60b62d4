import { type CallbackOutcome, callbackOutcomes, type CaseKind, caseKinds } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PersonResponse } from '../cases/case.dto.js';
import { type CallbackState, callbackStates } from './callback.entity.js';
import type { CallbackRecord } from './callbacks.service.js';
import { type CallbackResult, callbackResults, nextAttemptFrom } from './rules/attempts.js';

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
}

export class CallbackAttemptResponse {
  @ApiProperty({ ...instant, description: 'When the call was recorded.' })
  at: string;

  @ApiProperty({ type: PersonResponse, description: 'Who called.' })
  by: PersonResponse;

  @ApiProperty({
    enum: callbackOutcomes,
    enumName: 'CallbackOutcome',
    description: 'What the customer said; unreached when nobody answered.',
    example: 'unreached',
  })
  outcome: CallbackOutcome;
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
    description: 'How it ended; unconfirmed after three attempts that reached nobody; null while it is open.',
    example: null,
  })
  outcome: CallbackResult | null;

  @ApiProperty({ type: [CallbackAttemptResponse], description: 'The calls, oldest first.' })
  attempts: CallbackAttemptResponse[];

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'The next call not before this instant; null: at once, or none is needed.',
  })
  nextAttemptFrom: string | null;
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
    dueAt: task.dueAt.toISOString(),
    state: task.state,
    outcome: task.outcome,
    attempts: attempts.map(({ at, byEmployeeId, byDepartment, outcome }) => ({
      at: at.toISOString(),
      by: { employeeId: byEmployeeId, department: byDepartment },
      outcome,
    })),
    nextAttemptFrom: task.state === 'open' ? (nextAttemptFrom(attempts)?.toISOString() ?? null) : null,
  };
};
