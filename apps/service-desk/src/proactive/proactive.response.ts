import { type ProactiveEventKind, proactiveEventKinds } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { PersonResponse } from '../cases/case.dto.js';
import type { ProactiveAction } from './proactive-action.entity.js';
import type { TaskCounts } from './proactive.repository.js';
import type { Matched } from './proactive-task.entity.js';
import type { ReadableTask } from './proactive-tasks.service.js';
import {
  type ActionState,
  actionStates,
  type AssigneeReason,
  assigneeReasons,
  type ProactiveFilter,
  type TaskState,
  taskStates,
} from './rules/action.js';

const instant = { format: 'date-time', example: '2026-01-12T10:00:00.000Z' } as const;
const count = (description: string) => ({ type: 'integer', minimum: 0, description, example: 0 }) as const;

export class PreviewResponse {
  @ApiProperty({ ...count('Customers that fit now; of merged ones each counts once.'), example: 2000 })
  customers: number;
}

export class TaskCountsResponse {
  @ApiProperty(count('To be done.'))
  open: number;

  @ApiProperty(count('Done.'))
  done: number;

  @ApiProperty(count('Not to be done, by decision of the assignee.'))
  skipped: number;

  @ApiProperty(count('Not to be done, since the action was cancelled.'))
  cancelled: number;
}

export class ProactiveEventResponse {
  @ApiProperty({
    enum: proactiveEventKinds,
    enumName: 'ProactiveEventKind',
    description: 'What happened.',
    example: 'recall',
  })
  kind: ProactiveEventKind;

  @ApiProperty({ format: 'date', description: 'The day.', example: '2026-01-05' })
  occurredOn: string;

  @ApiProperty({ description: 'What happened, in words.', example: '批次 20251201 的水泵密封圈老化，需免费更换。' })
  description: string;
}

export class ActionResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the action.', example: '01981a2b-4444-7000-8000-0000000000e1' })
  id: string;

  @ApiProperty({
    enum: actionStates,
    enumName: 'ProactiveActionState',
    description:
      'proposed: by the system, for a recurring problem; running: tasks are being made; done: all are made; cancelled: no ' +
      'more are made, and none is open.',
    example: 'running',
  })
  state: ActionState;

  @ApiProperty({ description: 'What people call it.', example: '水泵密封圈召回' })
  title: string;

  @ApiProperty({ type: ProactiveEventResponse, description: 'What happened.' })
  event: ProactiveEventResponse;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Which customers, as it was said.',
    example: { productIds: ['P-7'] },
  })
  filter: ProactiveFilter;

  @ApiProperty({ description: 'What is to be done for each customer.', example: '致电说明并预约更换。' })
  what: string;

  @ApiProperty({ ...instant, description: 'By when.' })
  dueAt: string;

  @ApiProperty({
    enum: ['owner', 'department'],
    description: 'Who gets the tasks: who owns each customer, or the people of a department in turn.',
    example: 'department',
  })
  assign: 'owner' | 'department';

  @ApiProperty({ type: String, nullable: true, description: 'That department; null: the owners.', example: 'service' })
  assignDepartment: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Recurring problem for which the system proposes it; null: none.',
    example: null,
  })
  problemId: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Customers that fitted when it was started; null: it was not.',
    example: 2000,
  })
  matched: number | null;

  @ApiProperty({ ...count('Tasks that were made so far: the progress.'), example: 800 })
  made: number;

  @ApiProperty({ type: TaskCountsResponse, description: 'What became of its tasks.' })
  tasks: TaskCountsResponse;

  @ApiProperty({ ...instant, description: 'When it was made.' })
  createdAt: string;

  @ApiProperty({ type: String, nullable: true, description: 'Who made it; null: the system.', example: 'E1021' })
  createdBy: string | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it was started; null: it was not.' })
  startedAt: string | null;

  @ApiProperty({
    ...instant,
    type: String,
    nullable: true,
    description: 'When the last task was made, or it was cancelled; null: neither.',
  })
  finishedAt: string | null;
}

export class TaskReasonResponse extends ProactiveEventResponse {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Why this customer: what it has of the conditions that were asked for.',
    example: { level: 'gold', productIds: ['P-7'] },
  })
  matched: Matched;
}

export class TaskResponse {
  @ApiProperty({ format: 'uuid', description: 'Id of the task.', example: '01981a2b-4444-7000-8000-0000000000e2' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The action.', example: '01981a2b-4444-7000-8000-0000000000e1' })
  actionId: string;

  @ApiProperty({ description: 'What people call the action.', example: '水泵密封圈召回' })
  title: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The customer, as it was then; customer-master answers for the survivor of a merge.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  customerId: string;

  @ApiProperty({
    description: 'Whether a service message can reach the customer now; false: only by telephone or in person.',
    example: true,
  })
  isContactable: boolean;

  @ApiProperty({ description: 'What is to be done.', example: '致电说明并预约更换。' })
  what: string;

  @ApiProperty({ type: TaskReasonResponse, description: 'Why.' })
  reason: TaskReasonResponse;

  @ApiProperty({ type: PersonResponse, description: 'Who is to do it.' })
  assignee: PersonResponse;

  @ApiProperty({ enum: assigneeReasons, description: 'Why that one.', example: 'owner' })
  assigneeReason: AssigneeReason;

  @ApiProperty({ ...instant, description: 'By when.' })
  dueAt: string;

  @ApiProperty({ enum: taskStates, enumName: 'ProactiveTaskState', description: 'How it stands.', example: 'open' })
  state: TaskState;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What came of it, or why it is not done; null: nothing yet, or erased.',
    example: null,
  })
  words: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The case that came of it; null: none.',
    example: null,
  })
  caseId: string | null;

  @ApiProperty({ ...instant, type: String, nullable: true, description: 'When it ended; null: it is open.' })
  closedAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who ended it; null: it is open.', example: null })
  closedBy: string | null;
}

const eventOf = ({ eventKind, occurredOn, eventWords }: ProactiveAction): ProactiveEventResponse => ({
  kind: eventKind,
  occurredOn,
  description: eventWords,
});

export const toActionResponse = (action: ProactiveAction, tasks: TaskCounts): ActionResponse => ({
  id: action.id,
  state: action.state,
  title: action.title,
  event: eventOf(action),
  filter: action.filter,
  what: action.what,
  dueAt: action.dueAt.toISOString(),
  assign: action.assignTo,
  assignDepartment: action.assignDepartment,
  problemId: action.problemId,
  matched: action.matched,
  made: action.made,
  tasks,
  createdAt: action.createdAt.toISOString(),
  createdBy: action.createdBy,
  startedAt: action.startedAt?.toISOString() ?? null,
  finishedAt: action.finishedAt?.toISOString() ?? null,
});

export const toTaskResponse = ({ task, action, isContactable, words }: ReadableTask): TaskResponse => ({
  id: task.id,
  actionId: task.actionId,
  title: action.title,
  customerId: task.customerId,
  isContactable,
  what: action.what,
  reason: { ...eventOf(action), matched: task.matched },
  assignee: { employeeId: task.assigneeEmployeeId, department: task.assigneeDepartment },
  assigneeReason: task.assigneeReason,
  dueAt: task.dueAt.toISOString(),
  state: task.state,
  words,
  caseId: task.caseId,
  closedAt: task.closedAt?.toISOString() ?? null,
  closedBy: task.closedBy,
});
