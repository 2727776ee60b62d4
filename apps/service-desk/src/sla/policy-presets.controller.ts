import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { NotFound } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { choiceOf } from '../sla-changes/sla-changes.dto.js';
import { PublishedPolicyResponse, toResponse } from './policies.dto.js';
import { PoliciesService } from './policies.service.js';
import { AdoptPresetRequest, PresetPath, PresetResponse, toPresetResponse } from './policy-presets.dto.js';
import { adopting, presets } from './presets.js';

@ApiTags('SLA policies')
@Controller('sla-policies/presets')
export class PolicyPresetsController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('desk-policy:read')
  @ApiOperation({
    summary: 'List rules that a law or a regulator asks for',
    description:
      'Each with the whole policy that adopting it would make of the present one, for a report or to be changed.',
  })
  @ApiOkResponse({ type: [PresetResponse], description: 'The presets.' })
  list(): Promise<PresetResponse[]> {
    return this.transactions.run(async (tx) => {
      const { content } = await this.policies.find(tx);
      return presets.map((preset) => toPresetResponse(preset, adopting(content, preset)));
    });
  }

  @Post(':name/adopt')
  @HttpCode(200)
  @RequirePermission('desk-policy:write')
  @ApiOperation({
    summary: 'Adopt a preset as a new version of the policy',
    description: 'Its rules come before those of the present policy, which stay.',
  })
  @ApiOkResponse({ type: PublishedPolicyResponse, description: 'The new version.' })
  @ApiProblem(409, 'report-unfinished', 'report-stale', 'report-of-other-draft')
  adopt(
    @Command() run: RunCommand,
    @Param() { name }: PresetPath,
    @IfMatch() version: number,
    @Body() body: AdoptPresetRequest,
    @CurrentUser() { id: by }: User,
  ): Promise<PublishedPolicyResponse> {
    const preset = presets.find((one) => one.name === name);
    if (!preset) throw new NotFound();
    return run(async (tx) => {
      const asking = { by, now: await databaseNow(tx) };
      const content = adopting((await this.policies.find(tx)).content, preset);
      const { policy, change } = await this.policies.publish(tx, content, version, choiceOf(body), asking);
      return { ...toResponse(policy), applicationId: change?.id ?? null };
    });
  }
}
