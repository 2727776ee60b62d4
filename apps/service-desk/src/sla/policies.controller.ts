import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { contentOf, PolicyBody, PolicyResponse, toResponse } from './policies.dto.js';
import { PoliciesService } from './policies.service.js';

const desk = (seconds: number) => ({ seconds, calendarId: 'default' });
const policies = {
  short: {
    summary: '钻石客户减半 · half the time for diamond customers',
    value: {
      rules: [
        { name: '钻石客户', levels: ['diamond'], targets: { first_response: desk(1800), resolution: desk(14_400) } },
        {
          name: '所有工单',
          targets: {
            acknowledge: desk(1800),
            first_response: desk(3600),
            resolution: desk(28_800),
            callback: { seconds: 86_400, calendarId: 'always' },
          },
        },
      ],
      longestWait: { diamond: 432_000, gold: 432_000, silver: 864_000, basic: 864_000 },
      warnings: [
        { percent: 80, to: ['owner', 'supervisor'] },
        { percent: 100, to: ['owner', 'supervisor', 'department_head'] },
      ],
    },
  },
};

@ApiTags('SLA policies')
@Controller('sla-policies')
export class PoliciesController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'Read the policy by which cases are measured', description: 'Its newest version.' })
  @ApiOkResponse({ type: PolicyResponse, description: 'The policy, with its version as ETag.' })
  find(): Promise<PolicyResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.policies.find(tx)));
  }

  @Get('versions')
  @RequirePermission('desk-policy:read')
  @ApiOperation({ summary: 'List the versions of the policy', description: 'The newest first.' })
  @ApiPage(PolicyResponse)
  versions(@Query() { limit, cursor }: PageQuery): Promise<Page<PolicyResponse>> {
    const before = decodeCursor<{ version: number }>(cursor, ({ version }) => Number.isSafeInteger(version));
    return this.transactions.run(async (tx) => {
      const versions = await this.policies.versions(tx, before?.version, limit + 1);
      const { items, next } = toPage(versions, limit, ({ version }) => ({ version }));
      return { items: items.map(toResponse), next };
    });
  }

  @Put()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Replace the policy by a new version',
    description:
      'Clocks that start from now on are measured by it. Clocks that run keep what they were started with, but for a ' +
      'customer whose level rises: then the stricter of both targets counts.',
  })
  @ApiBody({ type: PolicyBody, examples: policies })
  @ApiOkResponse({ type: PolicyResponse, description: 'The new version.' })
  replace(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: PolicyBody,
    @CurrentUser() user: User,
  ): Promise<PolicyResponse> {
    return run(async (tx) =>
      toResponse(await this.policies.replace(tx, contentOf(body), version, user.id, await databaseNow(tx))),
    );
  }
}
