import { oaIdPattern } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { IsInstant, IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import type { Department } from './department.entity.js';
import type { Employee } from './employee.entity.js';

const anEmployee = 'E1001';

export class EmployeeRequest {
  /** Full name. */
  @ApiProperty({ description: 'Full name.', example: '王芳', minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  @IsNotBlank()
  name: string;

  /** The department's id. */
  @ApiProperty({ description: "The department's id.", example: 'service', maxLength: 60 })
  @Matches(oaIdPattern)
  departmentId: string;

  /** Who leads them; null or left out: nobody. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Employee who leads them; null: nobody.',
    example: 'E1000',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  supervisorId?: string | null;

  /** What they may be asked to do; left out: unchanged. */
  @ApiPropertyOptional({ description: 'Roles as in tokens; left out: unchanged.', example: ['agent'], maxItems: 20 })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(oaIdPattern, { each: true })
  roles?: string[];

  /** What they know; left out: unchanged. */
  @ApiPropertyOptional({
    description: 'Skills, for example `claims`; left out: unchanged.',
    example: ['coal'],
    maxItems: 50,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 60, { each: true })
  skills?: string[];

  /** False for a leaver. */
  @ApiProperty({ description: 'False for somebody who has left.', example: true })
  @IsBoolean()
  active: boolean;
}

export class AbsenceRequest {
  /** First moment of absence. */
  @ApiProperty({ format: 'date-time', description: 'First moment of absence.', example: '2026-10-01T00:00:00Z' })
  @IsInstant()
  from: string;

  /** First moment back; null: not known. */
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'First moment back; null: not known. Must be after `from`.',
    example: '2026-10-09T00:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  to?: string | null;

  /** Who stands in. */
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Employee who stands in.', example: 'E1002' })
  @IsOptional()
  @Matches(oaIdPattern)
  substituteId?: string | null;
}

export class DepartmentRequest {
  /** Name of the department. */
  @ApiProperty({ description: 'Name of the department.', example: '客户服务部', minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  @IsNotBlank()
  name: string;

  /** The department above; null at the top. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'The department above; null at the top.',
    example: null,
  })
  @IsOptional()
  @Matches(oaIdPattern)
  parentId?: string | null;

  /** Who leads it. */
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Employee who leads it.', example: 'E1000' })
  @IsOptional()
  @Matches(oaIdPattern)
  head?: string | null;
}

export class EmployeeQuery extends PageQuery {
  /** Only of this department. */
  @ApiPropertyOptional({ description: 'Only employees of this department.', example: 'service' })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;

  /** Part of the name or id. */
  @ApiPropertyOptional({ description: 'Part of the name or id.', example: '王', maxLength: 100 })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  query?: string;

  /** `true`: only those who work here; `false`: only leavers. */
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'true: only those who work here; false: only leavers.' })
  @IsOptional()
  @IsIn(['true', 'false'])
  active?: 'true' | 'false';
}

export class AbsenceResponse {
  /** First moment of absence. */
  @ApiProperty({ format: 'date-time', description: 'First moment of absence.', example: '2026-10-01T00:00:00.000Z' })
  from: string;

  /** First moment back. */
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'First moment back; null: not known.',
    example: null,
  })
  to: string | null;

  /** Who stands in. */
  @ApiProperty({ type: String, nullable: true, description: 'Employee who stands in.', example: 'E1002' })
  substituteId: string | null;
}

export class EmployeeResponse {
  /** The employee. */
  @ApiProperty({ description: "The employee's id, the `sub` of their token.", example: anEmployee })
  id: string;

  /** Rises with each change. */
  @ApiProperty({ type: 'integer', description: 'Rises with each change; also in the ETag.', example: 1 })
  version: number;

  /** Full name. */
  @ApiProperty({ description: 'Full name.', example: '王芳' })
  name: string;

  /** Department. */
  @ApiProperty({ description: "The department's id.", example: 'service' })
  departmentId: string;

  /** Who leads them. */
  @ApiProperty({ type: String, nullable: true, description: 'Employee who leads them.', example: 'E1000' })
  supervisorId: string | null;

  /** Roles. */
  @ApiProperty({ description: 'Roles as in tokens.', example: ['agent'] })
  roles: string[];

  /** Skills. */
  @ApiProperty({ description: 'What they know.', example: ['coal'] })
  skills: string[];

  /** Works here. */
  @ApiProperty({ description: 'False for somebody who has left.', example: true })
  active: boolean;

  /** Absence. */
  @ApiProperty({ type: AbsenceResponse, nullable: true, description: 'Present or coming absence; null: none.' })
  absence: AbsenceResponse | null;
}

export class DepartmentResponse {
  /** The department. */
  @ApiProperty({ description: "The department's id.", example: 'service' })
  id: string;

  /** Rises with each change. */
  @ApiProperty({ type: 'integer', description: 'Rises with each change.', example: 1 })
  version: number;

  /** Name. */
  @ApiProperty({ description: 'Name of the department.', example: '客户服务部' })
  name: string;

  /** The department above. */
  @ApiProperty({ type: String, nullable: true, description: 'The department above; null at the top.', example: null })
  parentId: string | null;

  /** Who leads it. */
  @ApiProperty({ type: String, nullable: true, description: 'Employee who leads it.', example: 'E1000' })
  head: string | null;
}

export class MeResponse {
  /** The token's subject. */
  @ApiProperty({ description: "The token's subject.", example: anEmployee })
  id: string;

  /** Roles of the token. */
  @ApiProperty({ description: 'Roles of the token.', example: ['agent'] })
  roles: string[];

  /** Department of the token. */
  @ApiProperty({ type: String, nullable: true, description: 'Department of the token.', example: 'service' })
  department: string | null;

  /** What the roles permit. */
  @ApiProperty({ description: 'What the roles permit, `thing:verb`.', example: ['customer:read'] })
  permissions: string[];

  /** Whose customers are visible. */
  @ApiProperty({
    enum: ['department', 'all'],
    description: "Customers of the own department, or everybody's.",
    example: 'department',
  })
  scope: string;

  /** The employee behind the token. */
  @ApiProperty({
    type: EmployeeResponse,
    nullable: true,
    description: 'The employee behind the token; null for a service client.',
  })
  employee: EmployeeResponse | null;
}

export function toEmployeeResponse(employee: Employee): EmployeeResponse {
  const { id, version, name, departmentId, supervisorId, roles, skills, active, absence } = employee;
  return {
    id,
    version,
    name,
    departmentId,
    supervisorId,
    roles,
    skills,
    active,
    absence: absence && {
      from: absence.from.toISOString(),
      to: absence.to?.toISOString() ?? null,
      substituteId: absence.substituteId,
    },
  };
}

export function toDepartmentResponse({ id, version, name, parentId, head }: Department): DepartmentResponse {
  return { id, version, name, parentId, head };
}
