import { type CaseKind, caseKinds } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { employeeId } from '../agents/agents.dto.js';
import { type TaskState, taskStates } from './rules/action.js';

const instant = { format: 'date-time', example: '2036-01-12T10:00:00.000Z' } as const;
const word = /^[^\p{Cc}]{1,200}$/u;

/** Filters of `GET /proactive-tasks`. */
export class ListTasksQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Only of this employee; `me` is the acting user.',
    example: 'me',
  })
  @IsOptional()
  @Matches(word)
  assignee?: string;

  @ApiPropertyOptional({
    enum: taskStates,
    enumName: 'ProactiveTaskState',
    description: 'Only in this state.',
    example: 'open',
  })
  @IsOptional()
  @IsIn(taskStates)
  state?: TaskState;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only of this action.',
    example: '01981a2b-4444-7000-8000-0000000000e1',
  })
  @IsOptional()
  @IsUUID()
  actionId?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only of this customer, under every id that is the same customer today.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({ ...instant, description: 'Only due before this instant.' })
  @IsOptional()
  @IsInstant()
  dueBefore?: string;
}

/** Body of `POST /proactive-tasks/{id}/complete` and `…/skip`. */
export class CloseTaskRequest {
  @ApiProperty({
    maxLength: 2000,
    description: 'What came of it, or why it is not done; kept sealed.',
    example: '已联系，周四上门更换。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  words: string;
}

/** Body of `POST /proactive-tasks/{id}/assign`. */
export class AssignTaskRequest {
  @ApiProperty({ maxLength: 200, description: 'Employee who is to do it from now on.', example: 'E1031' })
  @Matches(employeeId)
  employeeId: string;
}

/** Body of `POST /proactive-tasks/{id}/open-case`. */
export class OpenCaseRequest {
  @ApiProperty({ enum: caseKinds, enumName: 'CaseKind', description: 'What the customer wants.', example: 'repair' })
  @IsIn(caseKinds)
  kind: CaseKind;

  @ApiProperty({ maxLength: 10000, description: 'What the customer said.', example: '水泵已经漏水，请尽快更换。' })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  text: string;
}
