import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, isInt32, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { choiceOf, SlaChangeResponse, toChangeResponse } from '../sla-changes/sla-changes.dto.js';
import {
  contentOf,
  PolicyDraft,
  PolicyResponse,
  PublishedPolicyResponse,
  PublishPolicyRequest,
  toResponse,
} from './policies.dto.js';
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
    const before = decodeCursor<{ version: number }>(cursor, ({ version }) => isInt32(version));
    return this.transactions.run(async (tx) => {
      const versions = await this.policies.versions(tx, before?.version, limit + 1);
      const { items, next } = toPage(versions, limit, ({ version }) => ({ version }));
      return { items: items.map(toResponse), next };
    });
  }

  @Post('reports')
  @HttpCode(202)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Measure what a draft would mean for the open cases',
    description:
      'In the background, as if the draft were published as the next version and applied to open cases: which deadlines ' +
      'would move from when to when. `GET /sla-changes/{id}` tells how far it is. Changes nothing.',
  })
  @ApiBody({ type: PolicyDraft, examples: policies })
  @ApiAcceptedResponse({ type: SlaChangeResponse, description: 'The report, which begins within a second.' })
  @ApiProblem(422, 'calendar-exhausted')
  report(
    @Command() run: RunCommand,
    @Body() body: PolicyDraft,
    @CurrentUser() { id: by }: User,
  ): Promise<SlaChangeResponse> {
    return run(async (tx) => {
      const report = await this.policies.report(tx, contentOf(body), { by, now: await databaseNow(tx) });
      return new Answer(toChangeResponse(report), { location: `/service-desk/v1/sla-changes/${report.id}` });
    });
  }

  @Put()
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Replace the policy by a new version',
    description:
      'Clocks that start from now on are measured by it. Clocks that run keep what they were started with, unless ' +
      '`openCases` is `apply`: then those with an open verdict are computed anew, as the report shows it. A level or a ' +
      'severity that rises later is measured by the newest version in any case. What says the same as the present version ' +
      'makes none, unless it is applied: that one is answered.',
  })
  @ApiBody({ type: PublishPolicyRequest, examples: policies })
  @ApiOkResponse({ type: PublishedPolicyResponse, description: 'The version that counts now.' })
  @ApiProblem(409, 'report-unfinished', 'report-stale', 'report-of-other-draft')
  @ApiProblem(422, 'calendar-exhausted')
  replace(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: PublishPolicyRequest,
    @CurrentUser() { id: by }: User,
  ): Promise<PublishedPolicyResponse> {
    return run(async (tx) => {
      const asking = { by, now: await databaseNow(tx) };
      const { policy, change } = await this.policies.publish(tx, contentOf(body), version, choiceOf(body), asking);
      return { ...toResponse(policy), applicationId: change?.id ?? null };
    });
  }
}
