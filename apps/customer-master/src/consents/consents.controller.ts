import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConsentQuery, ConsentRequest, ConsentResponse, ConsentsResponse, toConsentResponse } from './consents.dto.js';
import { ConsentsService } from './consents.service.js';

@ApiTags('consents')
@Controller('consents')
export class ConsentsController {
  constructor(
    private readonly consents: ConsentsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('consent:write')
  @ApiOperation({
    summary: 'Records that a customer gave or withdrew consent.',
    description:
      'Append-only: a later word replaces an earlier one and both are kept. Withdrawal is as easy as giving.',
  })
  @ApiCreatedResponse({ type: ConsentResponse, description: 'Recorded.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-merged')
  record(
    @Command() run: RunCommand,
    @Body() body: ConsentRequest,
    @CurrentUser() user: User,
  ): Promise<ConsentResponse> {
    return run(async (tx) => toConsentResponse(await this.consents.record(tx, body, user, new Date())));
  }

  @Get()
  @RequirePermission('consent:read')
  @ApiOperation({ summary: 'What a customer said about being written to, and what it comes to.' })
  @ApiOkResponse({ type: ConsentsResponse, description: 'What was said, and what it comes to.' })
  @ApiProblem(404, 'not-found')
  of(@Query() { customerId }: ConsentQuery, @CurrentUser() user: User): Promise<ConsentsResponse> {
    return this.transactions.run(async (tx) => {
      const { history, allowed } = await this.consents.of(tx, customerId, user);
      return { allowed, history: history.map(toConsentResponse) };
    });
  }
}
