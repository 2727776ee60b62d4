import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Decisions, Letters, Replays } from '@crm/messaging';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission } from '../auth/decorators.js';
import type { User } from '../auth/user.js';
import { Command, type RunCommand } from '../commands/command.js';
import { ApiProblem } from '../openapi/api-problem.js';
import { ApiPage, longestPage, type Page, toPage } from '../paging/page.js';
import { NotFound } from '../problem/problems.js';
import { DeadLetterDetailResponse, DeadLetterQuery, DeadLetterResponse, ReplayResponse } from './dead-letters.dto.js';
import { toDeadLetterDetail, toDeadLetterResponse, toReplayResponse } from './dead-letters.response.js';
import { DiscardRequest } from './deliveries.dto.js';
import { decidedOr } from './deliveries.errors.js';
import { filterOf } from './delivery-filter.js';

const ApiLetterId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    type: String,
    format: 'uuid',
    description: 'Id of the dead letter.',
    example: '01981a2b-7777-7000-8000-000000000001',
  });

/** Every service has it: messages that its consumers could not handle, for whoever operates it. */
@ApiTags('dead-letters')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: Letters,
    private readonly replays: Replays,
    private readonly decisions: Decisions,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('dead-letter:read')
  @ApiOperation({
    summary: 'Lists events that a consumer could not handle, newest first.',
    description: 'Those to be decided, unless another state is asked for. Without their content.',
  })
  @ApiPage(DeadLetterResponse)
  list(@Query() query: DeadLetterQuery): Promise<Page<DeadLetterResponse>> {
    const { state, consumer, limit } = query;
    return this.transactions.run(async (tx) => {
      const rows = await this.letters.list(tx, { ...filterOf(query), state, consumer, limit: limit + 1 });
      const { items, next } = toPage(rows, limit, ({ position }) => ({ position }));
      return { items: items.map(toDeadLetterResponse), next };
    });
  }

  @Get(':id')
  @RequirePermission('dead-letter:read')
  @ApiOperation({ summary: 'Shows one with its content, those that wait behind it, and what was decided about it.' })
  @ApiLetterId()
  @ApiOkResponse({ type: DeadLetterDetailResponse, description: 'The letter.' })
  show(@Param('id', ParseUUIDPipe) id: string): Promise<DeadLetterDetailResponse> {
    return this.transactions.run(async (tx) => {
      const letter = await this.letters.find(tx, id);
      if (!letter) throw new NotFound();
      const queue = await this.letters.queueBehind(tx, letter, longestPage);
      const decisions = await this.decisions.of(tx, { letterId: id });
      return toDeadLetterDetail(letter, await this.letters.open(tx, letter), queue, decisions);
    });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @RequirePermission('dead-letter:replay')
  @ApiOperation({
    summary: 'Gives it to its consumer again, with those that wait behind it, in order and under their own ids.',
    description:
      'Stops at the first that fails: that one is dead with its new error, and what worked before stays done. Takes at most 500 at once; then next says where to go on.',
  })
  @ApiLetterId()
  @ApiOkResponse({ type: ReplayResponse, description: 'What became of each.' })
  @ApiProblem(409, 'already-decided', 'waits-behind')
  replay(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<ReplayResponse> {
    const by = { decidedBy: user.id, decidedAt: new Date() };
    return run(async (tx) => toReplayResponse(decidedOr(await this.replays.replay(tx, id, by))));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RequirePermission('dead-letter:replay')
  @ApiOperation({
    summary: 'Goes on without it: it never has its effect, and those that wait behind it are replayed in order.',
  })
  @ApiLetterId()
  @ApiOkResponse({ type: ReplayResponse, description: 'What became of each.' })
  @ApiProblem(409, 'already-decided')
  discard(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DiscardRequest,
    @CurrentUser() user: User,
  ): Promise<ReplayResponse> {
    const by = { decidedBy: user.id, decidedAt: new Date() };
    return run(async (tx) => toReplayResponse(decidedOr(await this.replays.discard(tx, id, reason, by))));
  }
}
