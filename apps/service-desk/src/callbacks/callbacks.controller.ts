import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isPlace, type Place } from '../cases/place.js';
import { CallbackAssignments } from './callback-assignments.service.js';
import { AssignCallbackRequest, CallbackResponse, ListCallbacksQuery, toResponse } from './callbacks.dto.js';
import { CallbacksService } from './callbacks.service.js';

const ApiTaskId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the task.',
    example: '01981a2b-4444-7000-8000-0000000000b1',
  });

@ApiTags('Call-backs')
@Controller('callbacks')
export class CallbacksController {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly assignments: CallbackAssignments,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('callback:write')
  @ApiOperation({
    summary: 'List the tasks to call customers back, most urgent first',
    description: 'Of every department: somebody other than the handler has to call.',
  })
  @ApiPage(CallbackResponse)
  list(
    @Query() { limit, cursor, state, assignee, dueBefore }: ListCallbacksQuery,
    @CurrentUser() user: User,
  ): Promise<Page<CallbackResponse>> {
    const place = decodeCursor<Place & Record<string, unknown>>(cursor, isPlace);
    const filter = {
      state,
      assignee: assignee === 'me' ? user.id : assignee,
      dueBefore: dueBefore === undefined ? undefined : new Date(dueBefore),
    };
    return this.transactions.run(async (tx) => {
      const records = await this.callbacks.list(tx, filter, place, limit + 1);
      const page = toPage(records, limit, ({ task }) => ({ at: task.dueAt.toISOString(), id: task.id }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Post(':id/assign')
  @HttpCode(200)
  @RequirePermission('callback:assign')
  @ApiOperation({
    summary: 'Say who is to call a customer back',
    description: 'Never the handler, nor whom the case is about. Whoever takes it oneself uses `…/take`.',
  })
  @ApiTaskId()
  @ApiOkResponse({ type: CallbackResponse, description: 'The task after it.' })
  @ApiProblem(409, 'callback-not-open', 'callback-impossible')
  assign(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { employeeId }: AssignCallbackRequest,
    @CurrentUser() user: User,
  ): Promise<CallbackResponse> {
    return run(async (tx) =>
      toResponse(await this.assignments.assign(tx, id, employeeId, user, await databaseNow(tx))),
    );
  }

  @Post(':id/take')
  @HttpCode(200)
  @RequirePermission('callback:write')
  @ApiOperation({
    summary: 'Take a call-back upon oneself',
    description: 'From whomever has it; not for the handler, nor for whom the case is about.',
  })
  @ApiTaskId()
  @ApiOkResponse({ type: CallbackResponse, description: 'The task after it.' })
  @ApiProblem(409, 'callback-not-open', 'callback-impossible')
  take(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<CallbackResponse> {
    return run(async (tx) => toResponse(await this.assignments.assign(tx, id, user.id, user, await databaseNow(tx))));
  }
}
