import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { QualityRulesBody, QualityRulesResponse } from './quality-rules.dto.js';
import { QualityRules } from './quality-rules.service.js';
import { defaultQualityRules } from './rules/quality-rules.js';
import { toQualityRules, toQualityRulesResponse } from './to-quality-rules.js';

const {
  version: _,
  madeBy: __,
  madeAt: ___,
  appliedAt: ____,
  ...defaults
} = toQualityRulesResponse({
  version: 0,
  rules: defaultQualityRules,
  madeBy: null,
  madeAt: null,
  appliedAt: null,
});

/** By what records are judged. */
@ApiTags('data quality')
@Controller('quality-rules')
export class QualityRulesController {
  constructor(
    private readonly rules: QualityRules,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'The rules of data quality in force',
    description:
      'What a good record has, what is wrong with values, how long they stay fresh, and how much each counts.',
  })
  @ApiOkResponse({ type: QualityRulesResponse, description: 'The rules and their version.' })
  read(): Promise<QualityRulesResponse> {
    return this.transactions.run(async (tx) => toQualityRulesResponse(await this.rules.active(tx)));
  }

  @Put()
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Change the rules of data quality',
    description:
      'In force at once for whoever is judged; every other customer is judged anew in the background, also after a restart (`appliedAt`). ' +
      'The same rules again make no version.',
  })
  @ApiBody({
    type: QualityRulesBody,
    examples: {
      coal: {
        summary: 'Mines need a tax number more than an e-mail',
        value: {
          ...defaults,
          industries: [
            {
              industry: 'coal',
              kind: 'organisation',
              fields: [
                { field: '/identifiers/tax', weight: 2 },
                { field: '/contactPoints/email', weight: 0 },
              ],
            },
          ],
        },
      },
    },
  })
  @ApiOkResponse({ type: QualityRulesResponse, description: 'The rules in force.' })
  change(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: QualityRulesBody,
    @CurrentUser() user: User,
  ): Promise<QualityRulesResponse> {
    const now = new Date();
    const rules = toQualityRules(body);
    return run(async (tx) => toQualityRulesResponse(await this.rules.change(tx, rules, user, version, now)));
  }
}
