import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CallbackResponse, PostponeCallbackRequest, toResponse } from '../callbacks/callbacks.dto.js';
import { CallbackOutcomesService } from './callback-outcomes.service.js';
import { CallbackOutcomeRequest } from './handling.dto.js';

const ApiTaskId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the task.',
    example: '01981a2b-4444-7000-8000-0000000000b1',
  });

@ApiTags('Call-backs')
@Controller('callbacks')
export class CallbackOutcomesController {
  constructor(private readonly outcomes: CallbackOutcomesService) {}

  @Post(':id/outcome')
  @HttpCode(200)
  @RequirePermission('callback:write')
  @ApiOperation({
    summary: 'Record what a call-back brought',
    description:
      'By somebody other than the handler. Satisfied: the case may be closed. Unsatisfied: it is reopened under the same ' +
      'owner, with a new clock. Unreached or a wrong number: it is tried again in another part of the day and an hour ' +
      'later, or four hours later; after the third time, or when the customer does not want to say, the case is closed ' +
      'as unconfirmed.',
  })
  @ApiTaskId()
  @ApiOkResponse({ type: CallbackResponse, description: 'The task after it.' })
  @ApiProblem(403, 'callback-by-handler', 'recused')
  @ApiProblem(409, 'callback-not-open', 'callback-too-soon')
  record(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CallbackOutcomeRequest,
    @CurrentUser() user: User,
  ): Promise<CallbackResponse> {
    return run(async (tx) => toResponse(await this.outcomes.record(tx, id, body, user, await databaseNow(tx))));
  }

  @Post(':id/postpone')
  @HttpCode(200)
  @RequirePermission('callback:write')
  @ApiOperation({
    summary: 'Call at the time that the customer wishes',
    description:
      'Three times at most. The customer was reached, so the clock of the call-back stops; from then on the agreed time ' +
      'counts, and no call is made before it.',
  })
  @ApiTaskId()
  @ApiOkResponse({ type: CallbackResponse, description: 'The task after it.' })
  @ApiProblem(403, 'callback-by-handler', 'recused')
  @ApiProblem(409, 'callback-not-open', 'callback-postponed-often')
  postpone(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { callAt, note }: PostponeCallbackRequest,
    @CurrentUser() user: User,
  ): Promise<CallbackResponse> {
    return run(async (tx) => {
      const wish = { callAt: new Date(callAt), note };
      return toResponse(await this.outcomes.postpone(tx, id, wish, user, await databaseNow(tx)));
    });
  }
}
