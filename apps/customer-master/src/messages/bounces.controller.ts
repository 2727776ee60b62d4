import { RequirePermission } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Deliveries } from './deliveries.service.js';
import { BounceBody, MessageResponse, toMessageResponse } from './messages.dto.js';

/** What providers say after they took a message. */
@ApiTags('messages')
@Controller('messages/:id/bounces')
export class BouncesController {
  constructor(private readonly deliveries: Deliveries) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('message:report')
  @ApiOperation({
    summary: 'Say that a message did not arrive',
    description:
      'For the provider, or whoever reads what mail servers send back. An address that does not exist (hard), or was full three times ' +
      'within a month (soft), gets nothing any more until somebody has verified it. Said again, nothing changes.',
  })
  @ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-3333-7000-8000-000000000001',
    description: 'The message, as it was given to the provider.',
  })
  @ApiOkResponse({ type: MessageResponse, description: 'The message.' })
  report(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { kind }: BounceBody,
  ): Promise<MessageResponse> {
    const now = new Date();
    return run(async (tx) => toMessageResponse(await this.deliveries.giveBack(tx, id, kind, now)));
  }
}
