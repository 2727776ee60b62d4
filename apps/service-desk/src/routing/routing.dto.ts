import {
  type CaseKind,
  caseKinds,
  caseSeverities,
  type CaseSeverity,
  type ValueLevel,
  valueLevels,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { employeeId, languageCode, regionCode } from '../agents/agents.dto.js';
import { type Owner, ownerReasons, type OwnerReason } from '../cases/case.js';
import { PersonResponse } from '../cases/case.dto.js';
import { IsInstant } from '@crm/platform/problem';
import type { RoutingRecord } from './rules/record.js';
import { type Exclusion, exclusions } from './rules/routing.js';
import { RoutingWeights } from './routing-rules.dto.js';

/** Body of `POST /routing/simulate`. */
export class SimulateRoutingRequest {
  @ApiProperty({ enum: caseKinds, enumName: 'CaseKind', description: 'What the customer wants.', example: 'repair' })
  @IsIn(caseKinds)
  kind: CaseKind;

  @ApiPropertyOptional({
    enum: caseSeverities,
    enumName: 'CaseSeverity',
    nullable: true,
    description: 'How bad it is; it does not change who gets it.',
    example: 'normal',
  })
  @IsOptional()
  @IsIn(caseSeverities)
  severity?: CaseSeverity | null;

  @ApiPropertyOptional({
    enum: valueLevels,
    enumName: 'ValueLevel',
    nullable: true,
    description: 'Value level of the customer; left out: counts as `basic`.',
    example: 'diamond',
  })
  @IsOptional()
  @IsIn(valueLevels)
  level?: ValueLevel | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The customer, whose own agent may come first.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Product in the ERP.',
    example: 'P-7',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  productId?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Region of the customer.', example: 'shanxi' })
  @IsOptional()
  @Matches(regionCode)
  region?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Language of the customer.', example: 'zh' })
  @IsOptional()
  @Matches(languageCode)
  language?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The moment; left out: now.',
    example: '2026-01-05T02:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  at?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    description: 'Employee that it is about: never chosen.',
    example: 'E1003',
  })
  @IsOptional()
  @Matches(employeeId)
  complainedOf?: string | null;
}

export class ConsideredResponse {
  @ApiProperty({ description: 'The employee.', example: 'E1002' })
  employeeId: string;

  @ApiProperty({ type: 'integer', description: 'Open cases, counted up to the capacity only.', example: 3 })
  openCases: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: nothing was said under `/agents`.', example: 20 })
  capacity: number | null;

  @ApiProperty({ description: 'Sum of the parts.', example: 74 })
  score: number;

  @ApiProperty({ type: RoutingWeights, description: 'Points by what they are given for.' })
  parts: RoutingWeights;

  @ApiProperty({
    enum: exclusions,
    enumName: 'RoutingExclusion',
    nullable: true,
    description: 'Why this one could not be chosen, the first that applies; null: could be.',
    example: null,
  })
  excluded: Exclusion | null;

  @ApiProperty({ description: 'Whether this one is chosen only when there is nobody else.', example: false })
  avoided: boolean;
}

export class SimulatedRouteResponse {
  @ApiProperty({ type: PersonResponse, description: 'Who would answer for the case.' })
  owner: PersonResponse;

  @ApiProperty({ enum: ownerReasons, enumName: 'OwnerReason', description: 'Why.', example: 'best_fit' })
  reason: OwnerReason;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Queue in which it would wait until somebody takes it; null: none.',
    example: null,
  })
  queueId: string | null;

  @ApiProperty({ type: 'integer', description: 'Version of the routing rules.', example: 0 })
  rulesVersion: number;

  @ApiProperty({ type: 'integer', description: 'How many were thought of.', example: 12 })
  candidates: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many of them were excluded, by why.',
    example: { absent: 1, full: 3 },
  })
  excluded: Partial<Record<Exclusion, number>>;

  @ApiProperty({ type: [ConsideredResponse], description: 'The best, at most ten.' })
  best: ConsideredResponse[];
}

export function toSimulation({ employeeId, department, reason, queue, routing }: Owner): SimulatedRouteResponse {
  const record = routing as unknown as RoutingRecord;
  return { owner: { employeeId, department }, reason, queueId: queue?.id ?? null, ...record };
}
