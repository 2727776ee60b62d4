import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OwnerRulesAdministration } from './owner-rules-administration.service.js';
import { OwnerRulesBody, rulesExample, toOwnerRules } from './owner-rules.dto.js';
import { OwnerRules } from './owner-rules.service.js';
import { ApiRunId, OwnershipRunResponse, toRunResponse } from './ownership-run.response.js';
import { OwnershipRuns } from './ownership-runs.service.js';

/** What rules would do to the customers there are, and doing it. */
@ApiTags('ownership')
@Controller('ownership-rules')
export class OwnershipRunsController {
  constructor(
    private readonly runs: OwnershipRuns,
    private readonly rules: OwnerRules,
    private readonly administration: OwnerRulesAdministration,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('preview')
  @HttpCode(202)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'See which customers rules would move',
    description:
      'Of the customers whose owner was chosen by a rule, or by nobody. Nothing is changed. Goes on after a restart. One preview or ' +
      'application at a time.',
  })
  @ApiBody({ type: OwnerRulesBody, examples: rulesExample })
  @ApiAcceptedResponse({ type: OwnershipRunResponse, description: 'The run, which has begun.' })
  @ApiProblem(409, 'ownership-run-at-work')
  preview(
    @Command() run: RunCommand,
    @Body() body: OwnerRulesBody,
    @CurrentUser() user: User,
  ): Promise<OwnershipRunResponse> {
    const now = new Date();
    const rules = toOwnerRules(body);
    return run(async (tx) => {
      await this.administration.check(tx, rules);
      return toRunResponse(await this.runs.start(tx, 'preview', { version: null, rules }, user, now));
    });
  }

  @Post('apply')
  @HttpCode(202)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Move customers by the rules in force',
    description:
      'Those whose owner was chosen by a rule, or by nobody; never one that a person chose. Whoever is served already stays. One by one ' +
      'in the background; each move is told by `customer.owner-changed`.',
  })
  @ApiAcceptedResponse({ type: OwnershipRunResponse, description: 'The run, which has begun.' })
  @ApiProblem(409, 'ownership-run-at-work')
  apply(@Command() run: RunCommand, @CurrentUser() user: User): Promise<OwnershipRunResponse> {
    const now = new Date();
    return run(async (tx) => {
      const { version, rules } = await this.rules.active(tx);
      return toRunResponse(await this.runs.start(tx, 'apply', { version, rules }, user, now));
    });
  }

  @Get('runs/:id')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'How far a run is',
    description: 'And how many customers moved, or would, from where to where.',
  })
  @ApiRunId()
  @ApiOkResponse({ type: OwnershipRunResponse, description: 'The run.' })
  find(@Param('id', ParseUUIDPipe) id: string): Promise<OwnershipRunResponse> {
    return this.transactions.run(async (tx) => toRunResponse(await this.runs.find(tx, id)));
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  @RequirePermission('customer-rules:write')
  @ApiOperation({ summary: 'Stop a run', description: 'What moved so far stays moved.' })
  @ApiRunId()
  @ApiOkResponse({ type: OwnershipRunResponse, description: 'The run, which is over.' })
  @ApiProblem(409, 'ownership-run-over')
  cancel(@Command() run: RunCommand, @Param('id', ParseUUIDPipe) id: string): Promise<OwnershipRunResponse> {
    const now = new Date();
    return run(async (tx) => toRunResponse(await this.runs.cancel(tx, id, now)));
  }
}
