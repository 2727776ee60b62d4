import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GoodwillLimitsBody, GoodwillLimitsResponse, toLimits, toLimitsResponse } from './goodwill-limits.dto.js';
import { GoodwillLimitsService } from './goodwill-limits.service.js';
import { defaultGoodwillLimits } from './rules/limits.js';

@ApiTags('Goodwill')
@Controller('goodwill-limits')
export class GoodwillLimitsController {
  constructor(
    private readonly limits: GoodwillLimitsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'The limits of goodwill in force' })
  @ApiOkResponse({ type: GoodwillLimitsResponse, description: 'The limits and their version.' })
  read(): Promise<GoodwillLimitsResponse> {
    return this.transactions.run(async (tx) => toLimitsResponse(await this.limits.active(tx)));
  }

  @Put()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Change the limits of goodwill',
    description:
      'They count from now on, also for what is proposed and not approved yet. The first version takes `If-Match: "v0"`.',
  })
  @ApiBody({
    type: GoodwillLimitsBody,
    examples: { shipped: { summary: '出厂限额 · as the product comes with them', value: defaultGoodwillLimits } },
  })
  @ApiOkResponse({ type: GoodwillLimitsResponse, description: 'The limits in force.' })
  @ApiProblem(422, 'department-unknown')
  replace(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: GoodwillLimitsBody,
    @CurrentUser() user: User,
  ): Promise<GoodwillLimitsResponse> {
    return run(async (tx) =>
      toLimitsResponse(await this.limits.replace(tx, toLimits(body), version, user.id, await databaseNow(tx))),
    );
  }
}
