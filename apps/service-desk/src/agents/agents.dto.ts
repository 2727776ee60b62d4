import { type CaseKind, caseKinds, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { calendarId } from '../calendars/calendar-content.dto.js';
import { isAbsent } from '../routing/rules/absence.js';
import type { AgentContent, AgentRecord } from './agents.service.js';

/** Employee ids as the OA gives them. */
export const employeeId = /^[^\p{Cc}\s]{1,200}$/u;
/** `zh`, `en`, `zh-yue` … */
export const languageCode = /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/;
/** A word of the deployment: `shanxi`, `north-east`. */
export const regionCode = /^[a-z0-9][a-z0-9-]{0,59}$/;
/** A product in the ERP, or a group of them: `PUMP-*`. */
export const productPattern = /^[^\p{Cc}*]{1,100}\*?$/u;

export class AgentPath {
  @ApiProperty({ maxLength: 200, description: 'Employee id of the agent.', example: 'E1002' })
  @Matches(employeeId)
  id: string;
}

interface ListWish {
  most: number;
  description: string;
  example: string[];
}

/** A list of words; left out or null: empty. */
const words =
  (pattern: RegExp, { most, description, example }: ListWish): PropertyDecorator =>
  (prototype, name) => {
    ApiPropertyOptional({ type: [String], maxItems: most, default: [], description, example })(prototype, name);
    IsOptional()(prototype, name);
    IsArray()(prototype, name);
    ArrayMaxSize(most)(prototype, name);
    ArrayUnique()(prototype, name);
    Matches(pattern, { each: true })(prototype, name);
  };

/** What an employee can be given. */
export class SaveAgentRequest {
  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    isArray: true,
    default: [],
    description: 'Kinds of cases; empty: every kind.',
    example: ['repair', 'technical'],
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(caseKinds, { each: true })
  kinds?: CaseKind[];

  @words(productPattern, {
    most: 500,
    description: 'Products by their ids in the ERP; `PUMP-*`: every product whose id begins so. Empty: every product.',
    example: ['P-7', 'PUMP-*'],
  })
  products?: string[];

  @words(languageCode, { most: 20, description: 'Languages; empty: every one.', example: ['zh', 'en'] })
  languages?: string[];

  @words(regionCode, {
    most: 50,
    description: 'Regions, preferred; empty: none more than another.',
    example: ['shanxi'],
  })
  regions?: string[];

  @ApiPropertyOptional({
    enum: valueLevels,
    enumName: 'ValueLevel',
    isArray: true,
    default: [],
    description: 'Value levels served; empty: every one. A customer whose level is not known counts as `basic`.',
    example: ['diamond', 'gold'],
  })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(valueLevels, { each: true })
  levels?: ValueLevel[];

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 500,
    description: 'Open cases up to which the agent is given more; taking one from a queue is possible beyond it.',
    example: 20,
  })
  @IsInt()
  @Min(1)
  @Max(500)
  capacity: number;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    pattern: calendarId,
    description: 'Business calendar of the working hours; null or left out: around the clock.',
    example: 'default',
  })
  @IsOptional()
  @Matches(new RegExp(calendarId))
  calendarId?: string | null;

  @ApiPropertyOptional({ default: true, description: 'false: is given nothing.', example: true })
  @IsOptional()
  @IsBoolean()
  active?: boolean;
}

const agentSources = ['card', 'profile'] as const;

export class AgentResponse {
  @ApiProperty({ description: 'The employee.', example: 'E1002' })
  employeeId: string;

  @ApiProperty({
    enum: agentSources,
    description:
      'Why cases are given to this one: `profile`, it was said under `/agents`; `card`, an agent by role on the card from ' +
      'the OA, of whom nothing was said: is given everything, around the clock.',
    example: 'profile',
  })
  source: (typeof agentSources)[number];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Rises with every change; also the ETag; 0: nothing was said.',
    example: 1,
  })
  version: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Department by the card; null: no card.',
    example: 'service',
  })
  department: string | null;

  @ApiProperty({
    enum: caseKinds,
    enumName: 'CaseKind',
    isArray: true,
    description: 'Empty: every.',
    example: ['repair'],
  })
  kinds: CaseKind[];

  @ApiProperty({ type: [String], description: 'Products and groups of products; empty: every.', example: ['PUMP-*'] })
  products: string[];

  @ApiProperty({ type: [String], description: 'Languages; empty: every.', example: ['zh', 'en'] })
  languages: string[];

  @ApiProperty({ type: [String], description: 'Regions; empty: none more than another.', example: ['shanxi'] })
  regions: string[];

  @ApiProperty({
    enum: valueLevels,
    enumName: 'ValueLevel',
    isArray: true,
    description: 'Value levels; empty: every.',
    example: ['diamond'],
  })
  levels: ValueLevel[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Open cases up to which more is given; null: nothing was said, never full.',
    example: 20,
  })
  capacity: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Business calendar of the working hours; null: around the clock.',
    example: 'default',
  })
  calendarId: string | null;

  @ApiProperty({ description: 'false: is given nothing.', example: true })
  active: boolean;

  @ApiProperty({ description: 'Whether the employee is absent or has left.', example: false })
  away: boolean;

  @ApiProperty({ type: 'integer', description: 'Open cases that the agent answers for now.', example: 7 })
  openCases: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was last said; null: nothing was said.',
    example: '2026-01-05T02:00:00.000Z',
  })
  changedAt: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who said it last; null: nothing was said.',
    example: 'E1000',
  })
  changedBy: string | null;
}

/** A field that is null says as much as one that is left out. */
export const toContent = (body: SaveAgentRequest): AgentContent => ({
  kinds: body.kinds ?? [],
  products: body.products ?? [],
  languages: body.languages ?? [],
  regions: body.regions ?? [],
  levels: body.levels ?? [],
  capacity: body.capacity,
  calendarId: body.calendarId ?? null,
  active: body.active ?? true,
});

export const toResponse = (
  { employeeId, agent, employee }: AgentRecord,
  openCases: number,
  now: Date,
): AgentResponse => ({
  employeeId,
  source: agent === null ? 'card' : 'profile',
  version: agent?.version ?? 0,
  department: employee?.department ?? null,
  kinds: agent?.kinds ?? [],
  products: agent?.products ?? [],
  languages: agent?.languages ?? [],
  regions: agent?.regions ?? [],
  levels: agent?.levels ?? [],
  capacity: agent?.capacity ?? null,
  calendarId: agent?.calendarId ?? null,
  active: agent?.active ?? true,
  away: employee === null || !employee.active || isAbsent(employee, now),
  openCases,
  changedAt: agent?.changedAt.toISOString() ?? null,
  changedBy: agent?.changedBy ?? null,
});
