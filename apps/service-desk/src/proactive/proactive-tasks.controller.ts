import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { applyDecorators, Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isPlace, type Place } from '../cases/place.js';
import { AssignTaskRequest, CloseTaskRequest, ListTasksQuery, OpenCaseRequest } from './proactive-tasks.dto.js';
import { TaskResponse, toTaskResponse } from './proactive.response.js';
import { ProactiveTasksService } from './proactive-tasks.service.js';
import { TaskChanges } from './task-changes.service.js';

const ApiTaskId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the task.',
    example: '01981a2b-4444-7000-8000-0000000000e2',
  });

/** The end of a task: 200 with it, 409 once it is over. */
const Ending = (summary: string, description: string): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    ApiOperation({ summary, description }),
    ApiTaskId(),
    ApiOkResponse({ type: TaskResponse, description: 'The task after it.' }),
    ApiProblem(409, 'proactive-task-closed'),
  );

@ApiTags('Proactive service')
@Controller('proactive-tasks')
export class ProactiveTasksController {
  constructor(
    private readonly tasks: ProactiveTasksService,
    private readonly changes: TaskChanges,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('proactive:act')
  @ApiOperation({
    summary: 'List tasks, what is due first comes first',
    description: 'Yours and those of your department, or all.',
  })
  @ApiPage(TaskResponse)
  list(
    @Query() { limit, cursor, assignee, dueBefore, ...filter }: ListTasksQuery,
    @CurrentUser() user: User,
  ): Promise<Page<TaskResponse>> {
    const place = decodeCursor<Place & Record<string, unknown>>(cursor, isPlace);
    const query = {
      ...filter,
      assignee: assignee === 'me' ? user.id : assignee,
      dueBefore: dueBefore === undefined ? undefined : new Date(dueBefore),
    };
    return this.transactions.run(async (tx) => {
      const records = await this.tasks.list(tx, user, query, place, limit + 1);
      const page = toPage(records, limit, ({ task }) => ({ at: task.dueAt.toISOString(), id: task.id }));
      return { ...page, items: page.items.map(toTaskResponse) };
    });
  }

  @Get(':id')
  @RequirePermission('proactive:act')
  @ApiOperation({ summary: 'Read a task' })
  @ApiTaskId()
  @ApiOkResponse({ type: TaskResponse, description: 'The task.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<TaskResponse> {
    return this.transactions.run(async (tx) => toTaskResponse(await this.tasks.find(tx, id, user)));
  }

  @Post(':id/complete')
  @RequirePermission('proactive:act')
  @Ending('Report a task as done', 'With what came of it.')
  complete(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { words }: CloseTaskRequest,
    @CurrentUser() user: User,
  ): Promise<TaskResponse> {
    return this.end(run, id, user, (tx, now) => this.tasks.close(tx, id, 'done', words, user, now));
  }

  @Post(':id/skip')
  @RequirePermission('proactive:act')
  @Ending('Say that a task is not to be done', 'With the reason.')
  skip(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { words }: CloseTaskRequest,
    @CurrentUser() user: User,
  ): Promise<TaskResponse> {
    return this.end(run, id, user, (tx, now) => this.tasks.close(tx, id, 'skipped', words, user, now));
  }

  @Post(':id/assign')
  @HttpCode(200)
  @RequirePermission('proactive:write')
  @ApiOperation({
    summary: 'Give a task to somebody else',
    description: 'Who works here and is not absent; users of department scope to their department only.',
  })
  @ApiTaskId()
  @ApiOkResponse({ type: TaskResponse, description: 'The task after it.' })
  @ApiProblem(409, 'proactive-task-closed', 'assignee-unfit')
  @ApiProblem(422, 'employee-unknown')
  assign(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { employeeId }: AssignTaskRequest,
    @CurrentUser() user: User,
  ): Promise<TaskResponse> {
    return run(async (tx) => {
      await this.changes.assign(tx, id, employeeId, user, await databaseNow(tx));
      return toTaskResponse(await this.tasks.find(tx, id, user));
    });
  }

  @Post(':id/open-case')
  @RequirePermission('intake:write')
  @Ending(
    'Open a case for what the customer wants',
    'Records a contact, which opens a case or joins an open one of the same matter; the task is done by it.',
  )
  openCase(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { kind, text }: OpenCaseRequest,
    @CurrentUser() user: User,
  ): Promise<TaskResponse> {
    return this.end(run, id, user, (tx, now) => this.tasks.openCase(tx, id, { kind, text }, user, now));
  }

  private end(
    run: RunCommand,
    id: string,
    user: User,
    work: (tx: Tx, now: Date) => Promise<void>,
  ): Promise<TaskResponse> {
    return run(async (tx) => {
      await work(tx, await databaseNow(tx));
      return toTaskResponse(await this.tasks.find(tx, id, user));
    });
  }
}
