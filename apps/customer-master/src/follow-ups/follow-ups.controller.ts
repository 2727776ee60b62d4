import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiFollowUpId } from './api-follow-up-id.js';
import { FollowUpResponse } from './follow-up.response.js';
import { FollowUpListQuery, OpenFollowUpRequest } from './follow-ups.dto.js';
import { openExamples } from './follow-ups.examples.js';
import type { FollowUpPlace } from './follow-ups.repository.js';
import { FollowUps, type FollowUpWish } from './follow-ups.service.js';
import { FollowUpViews } from './follow-up-views.service.js';

/** What is to be done for customers. */
@ApiTags('follow-ups')
@Controller('follow-ups')
export class FollowUpsController {
  constructor(
    private readonly followUps: FollowUps,
    private readonly views: FollowUpViews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Plan a follow-up',
    description:
      'For a customer that you see. Who has to do it is reminded; when it is not done in time they hear of it, and some hours later who leads ' +
      'them. While they are away the substitute hears of it; what somebody who left had to do, the owner of the customer has to do.',
  })
  @ApiBody({ type: OpenFollowUpRequest, examples: openExamples })
  @ApiCreatedResponse({ type: FollowUpResponse, description: 'Planned.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-merged')
  open(
    @Command() run: RunCommand,
    @Body() body: OpenFollowUpRequest,
    @CurrentUser() user: User,
  ): Promise<FollowUpResponse> {
    return run(async (tx) => {
      const followUp = await this.followUps.openFor(tx, toWish(body, user), user, new Date());
      const location = `/customer-master/v1/follow-ups/${followUp.id}`;
      return new Answer((await this.views.show(tx, [followUp], user))[0]!, { location });
    });
  }

  @Get()
  @RequirePermission('sales:read')
  @ApiOperation({
    summary: 'List follow-ups',
    description: 'For customers that you see, and your own for any customer. What is due first comes first.',
  })
  @ApiPage(FollowUpResponse)
  list(@Query() query: FollowUpListQuery, @CurrentUser() user: User): Promise<Page<FollowUpResponse>> {
    const { limit, cursor, state, kind, dueBefore, customerId, opportunityId } = query;
    const assignee = query.assignee === 'me' ? user.id : query.assignee;
    const after = decodeCursor<FollowUpPlace>(cursor, ({ dueAt, id }) => isInstant(dueAt) && isUUID(id));
    const filter = { assignee, state, kind, dueBefore, customerId, opportunityId };
    return this.transactions.run(async (tx) => {
      const rows = await this.views.page(tx, filter, { after, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ dueAt, id }) => ({ dueAt: dueAt.toISOString(), id }));
      return { items: await this.views.show(tx, items, user), next };
    });
  }

  @Get(':id')
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'Read a follow-up', description: 'For a customer that you see, or your own.' })
  @ApiFollowUpId()
  @ApiOkResponse({ type: FollowUpResponse, description: 'The follow-up.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<FollowUpResponse> {
    return this.transactions.run(async (tx) => {
      const followUp = await this.followUps.find(tx, id, user);
      return (await this.views.show(tx, [followUp], user))[0]!;
    });
  }
}

function toWish(body: OpenFollowUpRequest, user: User): FollowUpWish {
  const {
    customerId,
    kind,
    subject,
    dueAt,
    remindAt,
    assignee = user.id,
    priority,
    opportunityId = null,
    visit,
  } = body;
  return {
    customerId,
    kind,
    words: { subject, place: visit?.place ?? null, note: null },
    dueAt: dueAt === undefined ? null : new Date(dueAt),
    remindAt: remindAt?.map((at) => new Date(at)) ?? null,
    assignee,
    priority,
    opportunityId: opportunityId?.toLowerCase() ?? null,
    interactionId: null,
    visit: visit
      ? { plannedFrom: new Date(visit.plannedFrom), plannedTo: new Date(visit.plannedTo), purpose: visit.purpose }
      : null,
  };
}
