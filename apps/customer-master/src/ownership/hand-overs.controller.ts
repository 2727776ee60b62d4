import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { NotFound } from '@crm/platform/problem';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { HandOverResponse } from './hand-over.response.js';
import { HandOverViews } from './hand-over-views.service.js';
import { HandOverListQuery } from './hand-overs.dto.js';
import { HandOversRepository } from './hand-overs.repository.js';
import { HandOvers } from './hand-overs.service.js';

const ApiHandOverId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-000000000001',
    description: 'The hand-over.',
  });

/** Customers that are offered to, or asked for by, another owner. */
@ApiTags('ownership')
@Controller('hand-overs')
export class HandOversController {
  constructor(
    private readonly handOvers: HandOvers,
    private readonly repository: HandOversRepository,
    private readonly views: HandOverViews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'List hand-overs, the newest first',
    description:
      'Those that you take part in, that your department is asked to take, and those of customers that you see.',
  })
  @ApiPage(HandOverResponse)
  list(
    @Query() { to, from, department, state, limit, cursor }: HandOverListQuery,
    @CurrentUser() user: User,
  ): Promise<Page<HandOverResponse>> {
    const before = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    const filter = { toMe: to === 'me', fromMe: from === 'me', department, state };
    return this.transactions.run(async (tx) => {
      const rows = await this.repository.page(tx, filter, { before: before?.id, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ id }) => ({ id }));
      return { items: await this.views.all(tx, items, user), next };
    });
  }

  @Get(':id')
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'Read a hand-over' })
  @ApiHandOverId()
  @ApiOkResponse({ type: HandOverResponse, description: 'The hand-over.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<HandOverResponse> {
    return this.transactions.run(async (tx) => {
      const handOver = await this.repository.find(tx, id, user);
      if (!handOver) throw new NotFound();
      return this.views.one(tx, handOver, user);
    });
  }

  @Post(':id/accept')
  @HttpCode(200)
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Accept a hand-over',
    description:
      'An offer is for whoever was named, or for anybody of the department, who then owns the customer. A request is for the owner, ' +
      'whoever answers for the owner now, the supervisor, or who assigns owners there. Of several at once one succeeds.',
  })
  @ApiHandOverId()
  @ApiOkResponse({ type: HandOverResponse, description: 'Accepted; the customer has its new owner.' })
  @ApiProblem(403, 'hand-over-not-yours')
  @ApiProblem(409, 'hand-over-over', 'hand-over-impossible')
  accept(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<HandOverResponse> {
    const now = new Date();
    return run(async (tx) => this.views.one(tx, await this.handOvers.accept(tx, id, user, now), user));
  }

  @Post(':id/decline')
  @HttpCode(200)
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Decline a hand-over',
    description: 'By whoever could accept it. The owner stays the owner.',
  })
  @ApiHandOverId()
  @ApiOkResponse({ type: HandOverResponse, description: 'Declined.' })
  @ApiProblem(403, 'hand-over-not-yours')
  @ApiProblem(409, 'hand-over-over')
  decline(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<HandOverResponse> {
    const now = new Date();
    return run(async (tx) => this.views.one(tx, await this.handOvers.decline(tx, id, user, now), user));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Take a hand-over back',
    description: 'By whoever made it; an offer also by the side of the owner.',
  })
  @ApiHandOverId()
  @ApiOkResponse({ type: HandOverResponse, description: 'Withdrawn; the owner stays the owner.' })
  @ApiProblem(403, 'hand-over-not-yours')
  @ApiProblem(409, 'hand-over-over')
  withdraw(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<HandOverResponse> {
    const now = new Date();
    return run(async (tx) => this.views.one(tx, await this.handOvers.withdraw(tx, id, user, now), user));
  }
}
