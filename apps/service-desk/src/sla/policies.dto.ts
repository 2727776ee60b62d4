import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { OpenCases, ReportId } from '../sla-changes/sla-changes.dto.js';
import type { OpenCasesChoice } from '../sla-changes/sla-changes.service.js';
import type { SlaPolicy } from './policies.service.js';
import { PolicyBody } from './policy-content.dto.js';
import type { SlaPolicyContent } from './rules/policy.js';

const asRead = { nullable: true, description: 'As it was read; ignored.' } as const;

/** A policy as it is written, or a version of it as it was read: what that says of itself is taken, and not looked at. */
export class PolicyDraft extends PolicyBody {
  @ApiPropertyOptional({ ...asRead, type: 'integer', example: 1 })
  @IsOptional()
  @IsInt()
  version?: number | null;

  @ApiPropertyOptional({ ...asRead, type: String, format: 'date-time', example: '2026-01-05T02:00:00.000Z' })
  @IsOptional()
  @IsInstant()
  changedAt?: string | null;

  @ApiPropertyOptional({ ...asRead, type: String, example: 'E1006' })
  @IsOptional()
  @IsString()
  changedBy?: string | null;
}

/** Body of `PUT /sla-policies`. */
export class PublishPolicyRequest extends PolicyDraft implements OpenCasesChoice {
  @OpenCases()
  openCases?: OpenCasesChoice['openCases'];

  @ReportId()
  reportId?: string | null;
}

export class PolicyResponse extends PolicyBody {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Rises with every change; also the ETag.', example: 1 })
  version: number;

  @ApiProperty({ format: 'date-time', description: 'When this version was made.', example: '2026-01-05T02:00:00.000Z' })
  changedAt: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Employee who made it; null for the one that came with the system.',
    example: 'E1006',
  })
  changedBy: string | null;
}

/** A version that was just published. */
export class PublishedPolicyResponse extends PolicyResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'How it is applied to open cases: `/sla-changes/{id}`. Null: they keep their deadlines.',
    example: null,
  })
  applicationId: string | null;
}

/** A field that is null says as much as one that is left out. */
export const contentOf = ({ rules, longestWait, warnings }: PolicyBody): SlaPolicyContent => ({
  rules: rules.map(({ targets, ...rule }) => ({ ...said(rule), targets: said(targets) })),
  longestWait,
  warnings,
});

const said = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Fields;

export const toResponse = ({ version, content, changedAt, changedBy }: SlaPolicy): PolicyResponse => ({
  ...(content as PolicyBody),
  version,
  changedAt: changedAt.toISOString(),
  changedBy,
});
