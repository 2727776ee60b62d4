import { type CaseState, caseStates, oaIdPattern, type ValueLevel, valueLevels } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Snapshot } from './rules/snapshot.js';

const counted = (description: string, example: number) =>
  ({ type: 'integer', minimum: 0, description, example }) as const;

export class WallBoardQuery {
  @ApiPropertyOptional({
    maxLength: 60,
    description: 'Only the cases that this department answers for; left out: all that the user may see.',
    example: 'service',
  })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
}

export class OpenByStateResponse {
  @ApiProperty({ enum: caseStates, enumName: 'CaseState', description: 'State.', example: 'received' })
  state: CaseState;

  @ApiProperty(counted('Open cases in it.', 3))
  open: number;
}

export class OpenByLevelResponse {
  @ApiProperty({
    enum: valueLevels,
    enumName: 'ValueLevel',
    nullable: true,
    description: "The customer's value level; null: not known.",
    example: 'diamond',
  })
  level: ValueLevel | null;

  @ApiProperty(counted('Open cases of such customers.', 2))
  open: number;
}

export class OpenByDepartmentResponse {
  @ApiProperty({ description: 'Department that answers for the cases.', example: 'service' })
  department: string;

  @ApiProperty(counted('Its open cases.', 12))
  open: number;

  @ApiProperty(counted('Those of them past their deadline.', 1))
  overdue: number;
}

export class WallBoardResponse implements Snapshot {
  @ApiProperty({ format: 'date-time', description: 'When it was counted.', example: '2026-06-08T03:00:00.000Z' })
  asOf: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The department whose board it is; null: all. Empty for a user of department scope without a department, or who asked for another one.',
    example: 'service',
  })
  department: string | null;

  @ApiProperty({ type: String, format: 'date', description: 'Business day of now.', example: '2026-06-08' })
  day: string;

  @ApiProperty(counted('Cases that are not closed, merged or withdrawn.', 12))
  open: number;

  @ApiProperty({ type: [OpenByStateResponse], description: 'Those by state; states without any are left out.' })
  byState: OpenByStateResponse[];

  @ApiProperty({ type: [OpenByLevelResponse], description: 'Those by value level.' })
  byLevel: OpenByLevelResponse[];

  @ApiProperty({ type: [OpenByDepartmentResponse], description: 'Those by department.' })
  byDepartment: OpenByDepartmentResponse[];

  @ApiProperty(counted('Not resolved, and the deadline for it is within the next hour.', 2))
  dueWithinHour: number;

  @ApiProperty(counted('Not resolved, and the deadline for it has passed.', 1))
  overdue: number;

  @ApiProperty(counted('Nobody has acknowledged them since they came, or began again.', 3))
  unacknowledged: number;

  @ApiProperty(counted('They wait for the customer or a third party.', 4))
  waiting: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the oldest case came that is not resolved and never got an answer; null: there is none.',
    example: '2026-06-08T01:12:00.000Z',
  })
  oldestUnansweredAt: string | null;

  @ApiProperty(counted('Cases whose first contact was on this business day.', 31))
  received: number;

  @ApiProperty(counted('Resolutions on this business day, put down to who resolved.', 28))
  resolved: number;

  @ApiProperty(counted('Call-backs that are to be made, of cases of the department.', 9))
  callbacks: number;

  @ApiProperty(counted('Those of them past their deadline.', 0))
  callbacksOverdue: number;
}
