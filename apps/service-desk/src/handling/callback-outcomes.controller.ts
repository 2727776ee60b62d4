import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CallbackResponse, toResponse } from '../callbacks/callbacks.dto.js';
import { CallbackOutcomesService } from './callback-outcomes.service.js';
import { CallbackOutcomeRequest } from './handling.dto.js';

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
      'owner, with a new clock. Unreached: it is tried again, two hours later at the earliest; after the third time the ' +
      'outcome is unconfirmed and the case may be closed as such.',
  })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the task.',
    example: '01981a2b-4444-7000-8000-0000000000b1',
  })
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
}
