import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RoutingRulesBody, RoutingRulesResponse, toRules, toRulesResponse } from './routing-rules.dto.js';
import { RoutingRulesService } from './routing-rules.service.js';
import { defaultRoutingRules } from './rules/routing.js';

@ApiTags('Routing')
@Controller('routing-rules')
export class RoutingRulesController {
  constructor(
    private readonly rules: RoutingRulesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'The rules by which owners are chosen' })
  @ApiOkResponse({ type: RoutingRulesResponse, description: 'The rules and their version.' })
  read(): Promise<RoutingRulesResponse> {
    return this.transactions.run(async (tx) => toRulesResponse(await this.rules.active(tx)));
  }

  @Put()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Change the rules by which owners are chosen',
    description:
      'They count for what is routed from now on; each choice names the version that it was made by. The first version ' +
      'takes `If-Match: "v0"`.',
  })
  @ApiBody({
    type: RoutingRulesBody,
    examples: { first: { summary: '出厂规则 · as the product comes with them', value: defaultRoutingRules } },
  })
  @ApiOkResponse({ type: RoutingRulesResponse, description: 'The rules in force.' })
  replace(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: RoutingRulesBody,
    @CurrentUser() user: User,
  ): Promise<RoutingRulesResponse> {
    return run(async (tx) =>
      toRulesResponse(await this.rules.replace(tx, toRules(body), version, user.id, await databaseNow(tx))),
    );
  }
}
