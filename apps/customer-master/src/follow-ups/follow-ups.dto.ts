import {
  followUpKinds,
  followUpOutcomes,
  followUpPriorities,
  oaIdPattern,
  visitPurposes,
  type FollowUpKind,
  type FollowUpOutcome,
  type FollowUpPriority,
  type VisitPurpose,
} from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { IsInstant, IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { kindMeaning, outcomeMeaning, priorityMeaning, purposeMeaning } from './follow-up.response.js';
import { type FollowUpState, followUpStates } from './rules/follow-up.js';

const said = (_: unknown, value: unknown): boolean => value !== undefined;
const moment = { type: String, format: 'date-time' } as const;
const subject = { type: String, minLength: 1, maxLength: 500, example: '确认报价', description: 'What is to be done.' };
const note = {
  type: String,
  nullable: true,
  minLength: 1,
  maxLength: 4_000,
  example: '客户下周答复',
  description: 'What is worth knowing of it.',
} as const;
const dueAt = { ...moment, example: '2036-01-07T02:00:00Z' } as const;
const remindAt = {
  type: String,
  isArray: true,
  format: 'date-time',
  maxItems: 5,
  example: ['2036-01-07T00:00:00Z'],
  description: 'When to be reminded; left out: as the deployment is set up. Times after it is due do not count.',
} as const;

export class NextStepBody {
  @ApiProperty(subject)
  @IsString()
  @IsNotBlank()
  @MaxLength(500)
  what: string;

  @ApiProperty({ ...dueAt, description: 'By when; ahead.' })
  @IsInstant()
  dueAt: string;

  @ApiPropertyOptional({
    enum: followUpKinds.filter((kind) => kind !== 'visit'),
    default: 'task',
    example: 'call',
    description: 'task 任务 · call 电话 · reminder 提醒. A visit is a follow-up of its own.',
  })
  @ValidateIf(said)
  @IsIn(followUpKinds.filter((kind) => kind !== 'visit'))
  kind: FollowUpKind = 'task';

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'E1031',
    description:
      'Who has to do it; left out: of a contact whoever had it, of a follow-up whoever had to do that (null: the department).',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  assignee?: string | null;
}

export class VisitPlanBody {
  @ApiProperty({ ...moment, example: '2036-01-07T01:00:00Z', description: 'Begin.' })
  @IsInstant()
  plannedFrom: string;

  @ApiProperty({ ...moment, example: '2036-01-07T03:00:00Z', description: 'End, 14 days later at most.' })
  @IsInstant()
  plannedTo: string;
}

export class VisitBody extends VisitPlanBody {
  @ApiProperty({ enum: visitPurposes, example: 'negotiation', description: purposeMeaning })
  @IsIn(visitPurposes)
  purpose: VisitPurpose;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 500,
    example: '太原市小店区…',
    description: 'Where.',
  })
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(500)
  place?: string | null;
}

export class OpenFollowUpRequest {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'For whom; not a retired id.',
  })
  @IsUUID()
  customerId: string;

  @ApiProperty({ enum: followUpKinds, example: 'call', description: kindMeaning })
  @IsIn(followUpKinds)
  kind: FollowUpKind;

  @ApiProperty(subject)
  @IsString()
  @IsNotBlank()
  @MaxLength(500)
  subject: string;

  @ApiPropertyOptional({ ...dueAt, description: 'By when; ahead. Of a visit it may be left out: when it ends.' })
  @ValidateIf(said)
  @IsInstant()
  dueAt?: string;

  @ApiPropertyOptional(remindAt)
  @ValidateIf(said)
  @IsArray()
  @ArrayMaxSize(5)
  @IsInstant({ each: true })
  remindAt?: string[];

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'E1031',
    description: 'Who has to do it; left out: you; null: your department as a whole.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  assignee?: string | null;

  @ApiPropertyOptional({ enum: followUpPriorities, default: 'normal', example: 'normal', description: priorityMeaning })
  @ValidateIf(said)
  @IsIn(followUpPriorities)
  priority: FollowUpPriority = 'normal';

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The opportunity of this customer that it serves.',
  })
  @IsOptional()
  @IsUUID()
  opportunityId?: string | null;

  @ApiPropertyOptional({ type: VisitBody, nullable: true, description: 'Of a visit, and of nothing else.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => VisitBody)
  visit?: VisitBody | null;
}

export class CompleteFollowUpRequest {
  @ApiProperty({ enum: followUpOutcomes, example: 'done', description: outcomeMeaning })
  @IsIn(followUpOutcomes)
  outcome: FollowUpOutcome;

  @ApiPropertyOptional(note)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(4_000)
  note?: string | null;

  @ApiPropertyOptional({ type: NextStepBody, nullable: true, description: 'What is to be done next.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => NextStepBody)
  nextStep?: NextStepBody | null;
}

export class CancelFollowUpRequest {
  @ApiPropertyOptional({ ...note, example: '客户已通过门户下单' })
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(4_000)
  note?: string | null;
}

export class PostponeFollowUpRequest {
  @ApiPropertyOptional({ ...dueAt, description: 'By when from now on; of a visit it may be left out: when it ends.' })
  @ValidateIf(said)
  @IsInstant()
  dueAt?: string;

  @ApiPropertyOptional(remindAt)
  @ValidateIf(said)
  @IsArray()
  @ArrayMaxSize(5)
  @IsInstant({ each: true })
  remindAt?: string[];

  @ApiPropertyOptional({ type: VisitPlanBody, nullable: true, description: 'When a visit is to take place instead.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => VisitPlanBody)
  visit?: VisitPlanBody | null;
}

export class AssignFollowUpRequest {
  @ApiProperty({ type: String, example: 'E1032', description: 'Who has to do it from now on; of any department.' })
  @Matches(oaIdPattern)
  assignee: string;
}

export class FollowUpListQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only those that this employee has to do, or was told of for somebody else; `me`: you.',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  assignee?: string;

  @ApiPropertyOptional({ enum: followUpStates, description: 'Only those in this state.' })
  @IsOptional()
  @IsIn(followUpStates)
  state?: FollowUpState;

  @ApiPropertyOptional({ enum: followUpKinds, description: `Only those of this kind: ${kindMeaning}` })
  @IsOptional()
  @IsIn(followUpKinds)
  kind?: FollowUpKind;

  @ApiPropertyOptional({ ...moment, description: 'Only those that are due before.' })
  @IsOptional()
  @IsInstant()
  dueBefore?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Only those for this customer, under every id that it has today.',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Only those that serve this opportunity.' })
  @IsOptional()
  @IsUUID()
  opportunityId?: string;
}
