import { type CaseState, caseStates, type IntakeChannel, intakeChannels } from '@crm/contracts';
import { can, type User } from '@crm/platform/auth';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { type ExtensionState, extensionStates } from './extension.entity.js';
import type { ListedExtension } from './extension-worklist.js';
import type { ReadableExtension } from './extensions.service.js';

const instant = { format: 'date-time', example: '2026-01-05T02:00:00.000Z' } as const;
const nullableInstant = { ...instant, type: String, nullable: true } as const;

export class CaseExtensionsPath {
  @ApiProperty({ format: 'uuid', description: 'Id of the case.', example: '01981a2b-4444-7000-8000-000000000001' })
  @IsUUID()
  id: string;
}

export class ExtensionPath extends CaseExtensionsPath {
  @ApiProperty({ format: 'uuid', description: 'The request.', example: '01981a2b-4444-7000-8000-0000000000e1' })
  @IsUUID()
  extensionId: string;
}

/** Body of `POST /cases/{id}/extensions`. */
export class RequestExtensionRequest {
  @ApiProperty({
    maxLength: 2000,
    description: 'Why the case takes longer.',
    example: '涉及多家支行，需调取历史交易凭证，情况复杂。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Body of `POST …/decline`. */
export class DeclineExtensionRequest {
  @ApiProperty({ maxLength: 2000, description: 'Why not.', example: '事实清楚，应在期限内办结。' })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Body of `POST …/inform`. */
export class InformedRequest {
  @ApiProperty({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    description: 'How the customer was told of the new deadline.',
    example: 'phone',
  })
  @IsIn(intakeChannels)
  channel: IntakeChannel;
}

/** Filter of `GET /sla/extensions`. */
export class ListExtensionsQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: extensionStates,
    enumName: 'ExtensionState',
    default: 'requested',
    description: 'How it stands; `requested` waits for a decision.',
    example: 'requested',
  })
  @IsOptional()
  @IsIn(extensionStates)
  state: ExtensionState = 'requested';
}

/** A request for more time, and what became of it. */
export class ExtensionResponse {
  @ApiProperty({ format: 'uuid', description: 'Id.', example: '01981a2b-4444-7000-8000-0000000000e1' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The case.', example: '01981a2b-4444-7000-8000-000000000001' })
  caseId: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The handling that it is for.', example: 1 })
  cycle: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Which step of the policy; each once.', example: 1 })
  step: number;

  @ApiProperty({ description: 'Name of the step.', example: '情况复杂，延长至30日' })
  name: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'So much more working time, in seconds.',
    example: 1_296_000,
  })
  seconds: number;

  @ApiProperty({
    enum: extensionStates,
    enumName: 'ExtensionState',
    description: 'How it stands.',
    example: 'requested',
  })
  state: ExtensionState;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the case takes longer; null without `case:read-text` or `case:extend`, or when it was destroyed.',
    example: '涉及多家支行，需调取历史交易凭证，情况复杂。',
  })
  reason: string | null;

  @ApiProperty({ description: 'Employee who asked for it.', example: 'E1002' })
  requestedBy: string;

  @ApiProperty({ ...instant, description: 'When.' })
  requestedAt: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who decided; null: nobody yet.',
    example: 'E1005',
  })
  decidedBy: string | null;

  @ApiProperty({ ...nullableInstant, description: 'When.' })
  decidedAt: string | null;

  @ApiProperty({ ...nullableInstant, description: 'The deadline before; null unless it was granted.' })
  dueBefore: string | null;

  @ApiProperty({ ...nullableInstant, description: 'The deadline that was granted.' })
  dueAfter: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Employee who told the customer.', example: 'E1002' })
  informedBy: string | null;

  @ApiProperty({ ...nullableInstant, description: 'When the customer was told; null: not yet.' })
  informedAt: string | null;

  @ApiProperty({
    type: String,
    enum: [...intakeChannels, null],
    nullable: true,
    description: 'How the customer was told.',
    example: 'phone',
  })
  informedChannel: IntakeChannel | null;
}

/** A request for more time among those of all cases. */
export class ListedExtensionResponse extends ExtensionResponse {
  @ApiProperty({ description: 'What people call the case.', example: 'C-2026-000123' })
  caseNumber: string;

  @ApiProperty({
    enum: caseStates,
    enumName: 'CaseState',
    description: 'State of the case: one that is resolved is given no more time.',
    example: 'in_progress',
  })
  caseState: CaseState;

  @ApiProperty({ ...instant, description: 'The deadline of the case now; once it has passed it is too late.' })
  caseDueAt: string;
}

/** The words that staff wrote are for whom those of cases are, and for who decides by them. */
export function toExtensionResponse({ extension, reason }: ReadableExtension, viewer: User): ExtensionResponse {
  const { id, caseId, cycle, step, name, seconds, state, requestedBy, requestedAt, decidedBy, informedBy } = extension;
  const { decidedAt, dueBefore, dueAfter, informedAt, informedChannel } = extension;
  return {
    ...{ id, caseId, cycle, step, name, seconds, state, requestedBy, decidedBy, informedBy, informedChannel },
    reason: can(viewer, 'case:read-text') || can(viewer, 'case:extend') ? reason : null,
    requestedAt: requestedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    dueBefore: dueBefore?.toISOString() ?? null,
    dueAfter: dueAfter?.toISOString() ?? null,
    informedAt: informedAt?.toISOString() ?? null,
  };
}

export function toListedResponse(listed: ListedExtension, viewer: User): ListedExtensionResponse {
  const { caseNumber, caseState, caseDueAt } = listed;
  return { ...toExtensionResponse(listed, viewer), caseNumber, caseState, caseDueAt: caseDueAt.toISOString() };
}
