import { Body, Controller, Get, HttpCode, Param, type PipeTransform, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Decisions, ParkedOutbox } from '@crm/messaging';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission } from '../auth/decorators.js';
import type { User } from '../auth/user.js';
import { Command, type RunCommand } from '../commands/command.js';
import { ApiProblem } from '../openapi/api-problem.js';
import { ApiPage, type Page, toPage } from '../paging/page.js';
import { BadRequest, NotFound } from '../problem/problems.js';
import { DeliveryQuery, DiscardRequest, toDecisionResponse } from './deliveries.dto.js';
import { decidedOr } from './deliveries.errors.js';
import { filterOf } from './delivery-filter.js';
import {
  ParkedEventDetailResponse,
  ParkedEventResponse,
  toParkedEventDetail,
  toParkedEventResponse,
} from './parked-outbox.dto.js';

const ApiPosition = (): MethodDecorator =>
  ApiParam({
    name: 'position',
    schema: { type: 'integer', minimum: 1, example: 4711 },
    description: 'Place in the outbox of this service.',
  });

/** Nest's own lets numbers pass that PostgreSQL has no room for. */
const asPosition: PipeTransform<string, number> = {
  transform(value) {
    const position = /^\d+$/.test(value) ? Number(value) : NaN;
    if (!Number.isSafeInteger(position))
      throw new BadRequest({ zh: '位置须为正整数', en: 'The position must be a whole number.' });
    return position;
  },
};

/** Every service has it: events of its own that the broker refused for good, for whoever operates it. */
@ApiTags('dead-letters')
@Controller('outbox/parked')
export class ParkedOutboxController {
  constructor(
    private readonly parked: ParkedOutbox,
    private readonly decisions: Decisions,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('dead-letter:read')
  @ApiOperation({ summary: 'Lists events of this service that the broker refused for good, newest first.' })
  @ApiPage(ParkedEventResponse)
  list(@Query() query: DeliveryQuery): Promise<Page<ParkedEventResponse>> {
    return this.transactions.run(async (tx) => {
      const rows = await this.parked.list(tx, { ...filterOf(query), limit: query.limit + 1 });
      const { items, next } = toPage(rows, query.limit, ({ position }) => ({ position }));
      return { items: items.map(toParkedEventResponse), next };
    });
  }

  @Get(':position')
  @RequirePermission('dead-letter:read')
  @ApiOperation({ summary: 'Shows one with its content.' })
  @ApiPosition()
  @ApiOkResponse({ type: ParkedEventDetailResponse, description: 'The event.' })
  show(@Param('position', asPosition) position: number): Promise<ParkedEventDetailResponse> {
    return this.transactions.run(async (tx) => {
      const event = await this.parked.find(tx, position);
      if (!event) throw new NotFound();
      const decisions = await this.decisions.of(tx, { outboxPosition: position });
      return toParkedEventDetail(event, decisions.map(toDecisionResponse));
    });
  }

  @Post(':position/retry')
  @HttpCode(200)
  @RequirePermission('dead-letter:replay')
  @ApiOperation({
    summary: 'Hands it to the relay again.',
    description: 'The relay sends it, and then the later events of its aggregate, or parks it again.',
  })
  @ApiPosition()
  @ApiOkResponse({ type: ParkedEventResponse, description: 'The event as it was parked.' })
  @ApiProblem(409, 'already-decided')
  retry(
    @Command() run: RunCommand,
    @Param('position', asPosition) position: number,
    @CurrentUser() user: User,
  ): Promise<ParkedEventResponse> {
    const by = { decidedBy: user.id, decidedAt: new Date() };
    return run(async (tx) => toParkedEventResponse(decidedOr(await this.parked.retry(tx, position, by))));
  }

  @Post(':position/discard')
  @HttpCode(200)
  @RequirePermission('dead-letter:replay')
  @ApiOperation({
    summary: 'Never sends it, and goes on with the later events of its aggregate.',
    description: 'Its readers see a gap in aggregateVersion and never learn what it said.',
  })
  @ApiPosition()
  @ApiOkResponse({ type: ParkedEventResponse, description: 'The event as it was parked.' })
  @ApiProblem(409, 'already-decided')
  discard(
    @Command() run: RunCommand,
    @Param('position', asPosition) position: number,
    @Body() { reason }: DiscardRequest,
    @CurrentUser() user: User,
  ): Promise<ParkedEventResponse> {
    const by = { decidedBy: user.id, decidedAt: new Date() };
    return run(async (tx) => toParkedEventResponse(decidedOr(await this.parked.discard(tx, position, reason, by))));
  }
}
