import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { CONFIG } from '@crm/platform/config';
import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CustomerMasterConfig } from '../config.js';
import { OwnerRulesAdministration } from './owner-rules-administration.service.js';
import { OwnerRulesBody, rulesExample, toOwnerRules } from './owner-rules.dto.js';
import { OwnerRulesResponse, toOwnerRulesResponse } from './owner-rules.response.js';
import { OwnerRules, type OwnerRulesVersion } from './owner-rules.service.js';

/** Which customers belong to whom. */
@ApiTags('ownership')
@Controller('ownership-rules')
export class OwnerRulesController {
  constructor(
    private readonly rules: OwnerRules,
    private readonly administration: OwnerRulesAdministration,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @Get()
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'The rules of ownership in force',
    description:
      'A new customer belongs to the salesperson or agent who registers it; else to whom the request names; else to whom the first ' +
      'rule that fits assigns; else to the default department. It is never without a department.',
  })
  @ApiOkResponse({ type: OwnerRulesResponse, description: 'The rules and their version.' })
  read(): Promise<OwnerRulesResponse> {
    return this.transactions.run(async (tx: Tx) => this.show(await this.rules.active(tx)));
  }

  @Put()
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Change the rules of ownership',
    description:
      'In force for new customers at once; those that there are move by `POST /ownership-rules/apply` only. The same rules again make no version.',
  })
  @ApiBody({ type: OwnerRulesBody, examples: rulesExample })
  @ApiOkResponse({ type: OwnerRulesResponse, description: 'The rules in force.' })
  change(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: OwnerRulesBody,
    @CurrentUser() user: User,
  ): Promise<OwnerRulesResponse> {
    const now = new Date();
    return run(async (tx) => this.show(await this.administration.change(tx, toOwnerRules(body), user, version, now)));
  }

  private show(version: OwnerRulesVersion): OwnerRulesResponse {
    return toOwnerRulesResponse(version, this.config.DEFAULT_DEPARTMENT);
  }
}
