import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomerViews } from '../customers/customer-views.service.js';
import { Resemblances } from '../matching/resemblances.service.js';
import {
  MergeRequest,
  MergeResponse,
  partingOf,
  unmergeExamples,
  UnmergeRequest,
  UnmergeResponse,
} from './identity.dto.js';
import { Merging } from './merging.service.js';
import { Unmerging } from './unmerging.service.js';

/** Which ids are one customer. */
@ApiTags('identity')
@Controller('customers/:id')
export class IdentityController {
  constructor(
    private readonly merging: Merging,
    private readonly unmerging: Unmerging,
    private readonly views: CustomerViews,
    private readonly resemblances: Resemblances,
  ) {}

  @Post('merge')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'Make one customer of two',
    description:
      'The older id survives, whichever is in the path; the other one redirects to it. Refused between a person and an organisation, ' +
      'between different USCCs or national ids, and where the two are related to each other or belong to different others on the same day ' +
      '(`relationshipIds` names by what). Nothing is lost: an unmerge brings both back.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: MergeResponse, description: 'The merge, and the customer that came of it.' })
  @ApiProblem(409, 'customer-merged', 'merge-refused')
  merge(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MergeRequest,
    @CurrentUser() user: User,
  ): Promise<MergeResponse> {
    const now = new Date();
    return run(async (tx) => {
      const merged = await this.merging.merge(tx, id, body.with, body.reason, user, now);
      return { ...merged, customer: await this.views.find(tx, merged.survivorId, user) };
    });
  }

  @Post('unmerge')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'Take back a merge, or part source records',
    description:
      'Each side is derived anew from its own records; what a system or a person said of one of them in the meantime stays with it. ' +
      'A customer merged in between is found under its survivor: its merges can be taken back in any order. That the two are not one is ' +
      'remembered: no match run makes them one again.',
  })
  @ApiCustomerId()
  @ApiBody({ type: UnmergeRequest, examples: unmergeExamples })
  @ApiOkResponse({ type: UnmergeResponse, description: 'Both customers as they are now.' })
  @ApiProblem(409, 'customer-merged', 'unmerge-refused')
  unmerge(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UnmergeRequest,
    @CurrentUser() user: User,
  ): Promise<UnmergeResponse> {
    const now = new Date();
    const { reason } = body;
    const parting = partingOf(body);
    return run(async (tx) => {
      const unmerged = await this.unmerging.unmerge(tx, id, parting, reason, user, now);
      const ids = [unmerged.customerId, unmerged.restoredId] as const;
      const [customer, restored] = await this.views.findAll(tx, ids, user);
      await this.resemblances.parted(tx, ids, customer!.kind, { by: user.id, reason, now });
      return { mergeId: unmerged.mergeId, customer: customer!, restored: restored! };
    });
  }
}
