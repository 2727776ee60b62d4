import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  OpportunityStagesBody,
  OpportunityStagesResponse,
  stagesExample,
  toStageRules,
  toStagesResponse,
} from './opportunity-stages.dto.js';
import { OpportunityStages } from './opportunity-stages.service.js';

/** What the stages of opportunities mean. */
@ApiTags('opportunities')
@Controller('opportunity-stages')
export class OpportunityStagesController {
  constructor(
    private readonly stages: OpportunityStages,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('sales:read')
  @ApiOperation({
    summary: 'What the stages mean',
    description: 'The usual probability of each open stage, and how long it may last without movement.',
  })
  @ApiOkResponse({ type: OpportunityStagesResponse, description: 'The stages and their version.' })
  read(): Promise<OpportunityStagesResponse> {
    return this.transactions.run(async (tx) => toStagesResponse(await this.stages.active(tx)));
  }

  @Put()
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Change what the stages mean',
    description:
      'In force at once. Probabilities count from the next move of each opportunity. Every open opportunity is looked at by the new days: ' +
      'one that is stalled by them is so from now, not in the past; one that was stalled before stays so. The same again makes no version.',
  })
  @ApiBody({ type: OpportunityStagesBody, examples: stagesExample })
  @ApiOkResponse({ type: OpportunityStagesResponse, description: 'What is in force.' })
  change(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: OpportunityStagesBody,
    @CurrentUser() user: User,
  ): Promise<OpportunityStagesResponse> {
    const now = new Date();
    return run(async (tx) => toStagesResponse(await this.stages.change(tx, toStageRules(body), user, version, now)));
  }
}
