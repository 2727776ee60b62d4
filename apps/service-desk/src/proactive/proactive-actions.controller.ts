import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { CONFIG } from '@crm/platform/config';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { NotFound } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { ServiceDeskConfig } from '../config.js';
import { Staff } from '../staff/staff.service.js';
import {
  CreateActionRequest,
  PreviewActionRequest,
  type ProactiveFilterBody,
  StartActionRequest,
} from './proactive.dto.js';
import { ProactiveRepository } from './proactive.repository.js';
import { ActionResponse, PreviewResponse, toActionResponse } from './proactive.response.js';
import type { ProactiveAction } from './proactive-action.entity.js';
import { ProactiveActionsService } from './proactive-actions.service.js';
import type { ProactiveFilter } from './rules/action.js';

const ApiActionId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the action.',
    example: '01981a2b-4444-7000-8000-0000000000e1',
  });

@ApiTags('Proactive service')
@Controller('proactive-actions')
export class ProactiveActionsController {
  constructor(
    private readonly actions: ProactiveActionsService,
    private readonly repository: ProactiveRepository,
    private readonly staff: Staff,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @RequirePermission('proactive:write')
  @ApiOperation({ summary: 'Count the customers that fit', description: 'Stores nothing.' })
  @ApiOkResponse({ type: PreviewResponse, description: 'How many.' })
  preview(@Body() { filter }: PreviewActionRequest, @CurrentUser() user: User): Promise<PreviewResponse> {
    return this.transactions.run(async (tx) => ({ customers: await this.actions.count(tx, filterOf(filter), user) }));
  }

  @Post()
  @RequirePermission('proactive:write')
  @ApiOperation({
    summary: 'Say what happened, and which customers are to be told before they ask',
    description:
      'Nothing is done before the action is started. Users of department scope reach customers of their department only.',
  })
  @ApiCreatedResponse({ type: ActionResponse, description: 'The action, a draft.' })
  @ApiProblem(422, 'department-unknown')
  create(
    @Command() run: RunCommand,
    @Body() { title, event, filter, task }: CreateActionRequest,
    @CurrentUser() user: User,
  ): Promise<ActionResponse> {
    const wish = {
      title,
      eventKind: event.kind,
      occurredOn: event.occurredOn,
      eventWords: event.description,
      filter: filterOf(filter),
      what: task.what,
      dueAt: new Date(task.dueAt),
      assignTo: task.assign,
      assignDepartment: task.assign === 'department' ? (task.department ?? this.config.SERVICE_DEPARTMENT) : null,
    };
    return run(async (tx) => {
      if (wish.assignDepartment !== null) await this.staff.department(tx, wish.assignDepartment, '/task/department');
      const action = await this.actions.create(tx, wish, user, await databaseNow(tx));
      const body = await this.shown(tx, action);
      return new Answer(body, { status: 201, location: `/service-desk/v1/proactive-actions/${action.id}` });
    });
  }

  @Get()
  @RequirePermission('proactive:write')
  @ApiOperation({ summary: 'List actions, the newest first', description: 'Those of your department, or all.' })
  @ApiPage(ActionResponse)
  list(@Query() { limit, cursor }: PageQuery, @CurrentUser() user: User): Promise<Page<ActionResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, (value) => isUUID(value.id));
    return this.transactions.run(async (tx) => {
      const page = toPage(await this.repository.list(tx, user, place?.id, limit + 1), limit, ({ id }) => ({ id }));
      const items: ActionResponse[] = [];
      for (const action of page.items) items.push(await this.shown(tx, action));
      return { ...page, items };
    });
  }

  @Get(':id')
  @RequirePermission('proactive:write')
  @ApiOperation({ summary: 'Read an action, with its progress' })
  @ApiActionId()
  @ApiOkResponse({ type: ActionResponse, description: 'The action.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ActionResponse> {
    return this.transactions.run(async (tx) => {
      const action = await this.repository.find(tx, id, user);
      if (!action) throw new NotFound();
      return this.shown(tx, action);
    });
  }

  @Post(':id/start')
  @HttpCode(200)
  @RequirePermission('proactive:write')
  @ApiOperation({
    summary: 'Start an action',
    description:
      'Its tasks are made from then on, 200 at a time; `made` of `matched` is the progress. A crash of the service makes ' +
      'none twice and leaves none out.',
  })
  @ApiActionId()
  @ApiOkResponse({ type: ActionResponse, description: 'The action, running.' })
  @ApiProblem(409, 'proactive-action-state', 'nobody-fits')
  start(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { dueAt }: StartActionRequest,
    @CurrentUser() user: User,
  ): Promise<ActionResponse> {
    const due = dueAt == null ? undefined : new Date(dueAt);
    return run(async (tx) => this.shown(tx, await this.actions.start(tx, id, due, user, await databaseNow(tx))));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission('proactive:write')
  @ApiOperation({
    summary: 'Cancel an action, or call off what is open of one whose tasks are all made',
    description: 'No more tasks are made, and those that are open are to be done no more; what was done stays.',
  })
  @ApiActionId()
  @ApiOkResponse({ type: ActionResponse, description: 'The action, cancelled.' })
  @ApiProblem(409, 'proactive-action-state')
  cancel(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ActionResponse> {
    return run(async (tx) => this.shown(tx, await this.actions.cancel(tx, id, user, await databaseNow(tx))));
  }

  private async shown(tx: Tx, action: ProactiveAction): Promise<ActionResponse> {
    return toActionResponse(action, await this.repository.countTasks(tx, action.id));
  }
}

/** Conditions that say something; null counts as left out. */
function filterOf(body: ProactiveFilterBody): ProactiveFilter {
  const { levels, statuses, kinds, departments, owners, productIds, problemId, customerIds } = body;
  const conditions = { levels, statuses, kinds, departments, owners, productIds, problemId, customerIds };
  return Object.fromEntries(Object.entries(conditions).filter(([, condition]) => condition != null));
}
