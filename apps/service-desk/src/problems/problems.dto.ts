import { oaIdPattern } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '@crm/platform/problem';
import { type ProblemState, problemStates } from './rules/progress.js';

const anId = /^[^\p{Cc}\s]{1,200}$/u;

/** Filters of `GET /problems`. */
export class ListProblemsQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: problemStates,
    enumName: 'ProblemState',
    description: 'Only problems in this state.',
    example: 'open',
  })
  @IsOptional()
  @IsIn(problemStates)
  state?: ProblemState;

  @ApiPropertyOptional({ maxLength: 100, description: 'Problems of this product.', example: 'P-7' })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  productId?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Problems of this cause.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  @IsOptional()
  @IsUUID()
  cause?: string;

  @ApiPropertyOptional({
    maxLength: 60,
    description: 'Problems that this department answers for.',
    example: 'service',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
}

/** Filters of `GET /preventive-actions`. */
export class ListActionsQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Actions that this employee carries out; `me` is the acting user.',
    example: 'me',
  })
  @IsOptional()
  @Matches(anId)
  owner?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'true: only those not done in time; false: only others.' })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  overdue?: boolean;
}

/** Who answers for a problem. */
export class ResponsibleRequest {
  @ApiProperty({ maxLength: 60, description: 'The department.', example: 'service' })
  @Matches(oaIdPattern)
  department: string;

  @ApiProperty({ maxLength: 200, description: 'An employee of it.', example: 'E1001' })
  @Matches(anId)
  employeeId: string;
}

/** Body of `POST /problems/{id}/analyse`. */
export class AnalyseRequest {
  @ApiProperty({
    maxLength: 10000,
    description: 'What is behind the cases. Name no customer here.',
    example: '新批次纸箱的抗压强度不足，码放三层即破损。',
  })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  rootCause: string;

  @ApiProperty({ type: ResponsibleRequest, description: 'Who answers for it from now on.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ResponsibleRequest)
  responsible: ResponsibleRequest;
}

/** Body of `POST /problems/{id}/actions`. */
export class PlanActionRequest {
  @ApiProperty({
    maxLength: 2000,
    description: 'What is to be done. Name no customer here.',
    example: '更换纸箱供应商并加测抗压强度。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  what: string;

  @ApiProperty({ maxLength: 200, description: 'Employee who carries it out; of any department.', example: 'E1011' })
  @Matches(anId)
  owner: string;

  @ApiProperty({
    format: 'date-time',
    description: 'By when; ahead, by ten years at most.',
    example: '2036-02-15T10:00:00Z',
  })
  @IsInstant()
  dueAt: string;
}

/** Body of `POST /problems/{id}/actions/{actionId}/done`. */
export class ReportActionRequest {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was carried out: since it was planned, not in the future; null or left out: now.',
    example: '2026-02-12T08:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  doneAt?: string | null;

  @ApiProperty({
    maxLength: 2000,
    description: 'What shows that it was done. Name no customer here.',
    example: '检验报告 QC-2026-031：抗压强度合格。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  evidence: string;
}

/** Body of `POST /problems/{id}/actions/{actionId}/evidence`. */
export class CorrectEvidenceRequest {
  @ApiProperty({
    maxLength: 2000,
    description: 'What shows that it was done, in place of what was said before. Name no customer here.',
    example: '检验报告 QC-2026-032：抗压强度合格。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  evidence: string;
}
