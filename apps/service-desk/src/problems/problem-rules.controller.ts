import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemRulesBody, ProblemRulesResponse, toRules, toRulesResponse } from './problem-rules.dto.js';
import { ProblemRulesService } from './problem-rules.service.js';
import { defaultProblemRules } from './rules/recurrence.js';

@ApiTags('Recurring problems')
@Controller('problem-rules')
export class ProblemRulesController {
  constructor(
    private readonly rules: ProblemRulesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'The rules of recurring problems in force' })
  @ApiOkResponse({ type: ProblemRulesResponse, description: 'The rules and their version.' })
  read(): Promise<ProblemRulesResponse> {
    return this.transactions.run(async (tx) => toRulesResponse(await this.rules.active(tx)));
  }

  @Put()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Change the rules of recurring problems',
    description:
      'Cases are counted by them from the next assessment on. Problems that are open stay open, and a verification that ' +
      'goes on keeps the rule that it began with. The first version takes `If-Match: "v0"`.',
  })
  @ApiBody({
    type: ProblemRulesBody,
    examples: { strict: { summary: '出厂规则 · as the product comes with them', value: defaultProblemRules } },
  })
  @ApiOkResponse({ type: ProblemRulesResponse, description: 'The rules in force.' })
  @ApiProblem(404, 'unknown-cause')
  replace(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: ProblemRulesBody,
    @CurrentUser() user: User,
  ): Promise<ProblemRulesResponse> {
    return run(async (tx) =>
      toRulesResponse(await this.rules.replace(tx, toRules(body), version, user.id, await databaseNow(tx))),
    );
  }
}
