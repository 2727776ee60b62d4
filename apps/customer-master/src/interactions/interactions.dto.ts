import {
  interactionChannels,
  interactionDirections,
  interactionOutcomes,
  type InteractionChannel,
  type InteractionDirection,
  type InteractionOutcome,
  oaIdPattern,
} from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { IsInstant, IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { NextStepBody } from '../follow-ups/follow-ups.dto.js';
import { channelMeaning, directionMeaning, outcomeMeaning } from './interaction.response.js';

const said = (_: unknown, value: unknown): boolean => value !== undefined;
const moment = { type: String, format: 'date-time', example: '2026-01-05T01:30:00Z' } as const;
const longest = 7 * 24 * 3_600;
const duration = {
  type: 'integer',
  minimum: 0,
  maximum: longest,
  nullable: true,
  example: 240,
  description: 'How long it took, in seconds; null: not known.',
} as const;
const subject = {
  type: String,
  nullable: true,
  minLength: 1,
  maxLength: 200,
  example: '设备更新',
  description: 'What it was about.',
} as const;
const notes = {
  type: String,
  nullable: true,
  minLength: 1,
  maxLength: 10_000,
  example: '客户需要报价',
  description: 'What was said.',
} as const;

export class ExternalRefBody {
  @ApiProperty({ type: String, maxLength: 60, example: 'call-centre', description: 'The system that tells of it.' })
  @Matches(/^[a-z0-9][a-z0-9._-]{0,59}$/)
  source: string;

  @ApiProperty({ type: String, maxLength: 200, example: 'C-20260105-0001', description: 'Its id there.' })
  @Matches(/^[\x21-\x7e]{1,200}$/)
  id: string;
}

export class RecordInteractionRequest {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'With whom; not a retired id.',
  })
  @IsUUID()
  customerId: string;

  @ApiProperty({ enum: interactionChannels, example: 'phone', description: channelMeaning })
  @IsIn(interactionChannels)
  channel: InteractionChannel;

  @ApiProperty({ enum: interactionDirections, example: 'out', description: directionMeaning })
  @IsIn(interactionDirections)
  direction: InteractionDirection;

  @ApiProperty({ ...moment, description: 'When it took place; not ahead.' })
  @IsInstant()
  occurredAt: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'E1031', description: 'Who talked; left out: you.' })
  @IsOptional()
  @Matches(oaIdPattern)
  employeeId?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The person whom one talked to; a customer of kind `person` that you see.',
  })
  @IsOptional()
  @IsUUID()
  contactPersonId?: string | null;

  @ApiPropertyOptional(duration)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(longest)
  durationSeconds?: number | null;

  @ApiPropertyOptional(subject)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  subject?: string | null;

  @ApiPropertyOptional(notes)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(10_000)
  notes?: string | null;

  @ApiProperty({ enum: interactionOutcomes, example: 'interested', description: outcomeMeaning })
  @IsIn(interactionOutcomes)
  outcome: InteractionOutcome;

  @ApiPropertyOptional({ type: NextStepBody, nullable: true, description: 'What is to be done next, a follow-up.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => NextStepBody)
  nextStep?: NextStepBody | null;

  @ApiPropertyOptional({
    type: ExternalRefBody,
    nullable: true,
    description:
      'For a system that tells of contacts: the same again changes nothing and answers 200 with what is known.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ExternalRefBody)
  externalRef?: ExternalRefBody | null;
}

/** Fields that are left out stay. */
export class CorrectInteractionRequest {
  @ApiPropertyOptional({ enum: interactionChannels, example: 'phone', description: channelMeaning })
  @ValidateIf(said)
  @IsIn(interactionChannels)
  channel?: InteractionChannel;

  @ApiPropertyOptional({ enum: interactionDirections, example: 'out', description: directionMeaning })
  @ValidateIf(said)
  @IsIn(interactionDirections)
  direction?: InteractionDirection;

  @ApiPropertyOptional({ ...moment, description: 'When it took place; not ahead.' })
  @ValidateIf(said)
  @IsInstant()
  occurredAt?: string;

  @ApiPropertyOptional(duration)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(longest)
  durationSeconds?: number | null;

  @ApiPropertyOptional({ enum: interactionOutcomes, example: 'interested', description: outcomeMeaning })
  @ValidateIf(said)
  @IsIn(interactionOutcomes)
  outcome?: InteractionOutcome;

  @ApiPropertyOptional(subject)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  subject?: string | null;

  @ApiPropertyOptional(notes)
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(10_000)
  notes?: string | null;
}

export class InteractionListQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Only those with this customer, under every id that it has today.',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({ type: String, description: 'Only those of this employee; `me`: yours.' })
  @IsOptional()
  @Matches(oaIdPattern)
  employeeId?: string;

  @ApiPropertyOptional({ enum: interactionChannels, description: `Only those on this channel: ${channelMeaning}` })
  @IsOptional()
  @IsIn(interactionChannels)
  channel?: InteractionChannel;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Only those from this moment on.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Only those before this moment.' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

/** Of `POST /interactions`. */
export const recordExamples = {
  call: {
    summary: 'A call, and what comes next',
    value: {
      customerId: '01981a2b-1111-7000-8000-00000000c001',
      channel: 'phone',
      direction: 'out',
      occurredAt: '2026-01-05T01:30:00Z',
      durationSeconds: 240,
      subject: '设备更新',
      notes: '客户需要报价',
      outcome: 'interested',
      nextStep: { what: '发送报价', dueAt: '2036-01-07T02:00:00Z' },
    },
  },
  callCentre: {
    summary: 'From the call centre',
    value: {
      customerId: '01981a2b-1111-7000-8000-00000000c001',
      channel: 'phone',
      direction: 'in',
      occurredAt: '2026-01-05T01:30:00Z',
      employeeId: 'E1031',
      outcome: 'reached',
      externalRef: { source: 'call-centre', id: 'C-20260105-0001' },
    },
  },
};
