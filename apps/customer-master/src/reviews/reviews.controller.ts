import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ReviewDetails } from './review-details.service.js';
import {
  DecisionRequest,
  NextReviewRequest,
  NextReviewResponse,
  ReviewListQuery,
  ReviewResponse,
  ReviewSummary,
  UndoRequest,
} from './reviews.dto.js';
import { Reviews, type Verdict } from './reviews.service.js';

const ApiMatchId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-7777-7000-8000-000000000001',
    description: 'The pair, as the queue names it.',
  });

const laterDays = 7;

/** Pairs of customers that may be one, for those who decide. */
@ApiTags('identity')
@Controller('matches')
export class ReviewsController {
  constructor(
    private readonly reviews: Reviews,
    private readonly details: ReviewDetails,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'List pairs that may be one customer',
    description: 'By value at stake and probability. Whoever wants to work them off asks for the next one instead.',
  })
  @ApiPage(ReviewSummary)
  list(@Query() { verdict, kind, limit, cursor }: ReviewListQuery): Promise<Page<ReviewSummary>> {
    const after = decodeCursor<{ priority: number; id: string }>(
      cursor,
      ({ priority, id }) => typeof priority === 'number' && isUUID(id),
    );
    const state = verdict === 'review' ? 'open' : verdict;
    return this.transactions.run(async (tx) => {
      const rows = await this.details.page(tx, { state, kind }, after, limit + 1);
      return toPage(rows, limit, ({ priority, id }) => ({ priority, id }));
    });
  }

  @Post('next')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'Take the next pair to decide',
    description: 'It is nobody else’s for 15 minutes; asked again meanwhile, the same pair comes.',
  })
  @ApiOkResponse({ type: NextReviewResponse, description: 'The pair side by side, or null.' })
  next(
    @Command() run: RunCommand,
    @Body() { kind }: NextReviewRequest,
    @CurrentUser() user: User,
  ): Promise<NextReviewResponse> {
    const now = new Date();
    return run(async (tx) => {
      const review = await this.reviews.next(tx, kind, user, now);
      return { match: review ? await this.details.find(tx, review.id, user) : null };
    });
  }

  @Get(':id')
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'Why two customers look like one',
    description: 'Both side by side, and the evidence field by field in words and bits.',
  })
  @ApiMatchId()
  @ApiOkResponse({ type: ReviewResponse, description: 'The pair.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ReviewResponse> {
    return this.transactions.run((tx) => this.details.find(tx, id, user));
  }

  @Post(':id/decision')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({ summary: 'Decide about a pair', description: 'Refused while somebody else looks at it.' })
  @ApiMatchId()
  @ApiBody({
    type: DecisionRequest,
    examples: {
      different: { summary: 'Not one customer', value: { decision: 'different', reason: '两家独立公司' } },
      match: { summary: 'One customer', value: { decision: 'match', reason: '同一企业的两个名称' } },
      later: { summary: 'Later', value: { decision: 'later', until: '2037-01-31T02:00:00Z' } },
    },
  })
  @ApiOkResponse({ type: ReviewResponse, description: 'The pair after it.' })
  @ApiProblem(409, 'pair-not-open', 'pair-reserved', 'merge-refused', 'customer-merged')
  decide(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DecisionRequest,
    @CurrentUser() user: User,
  ): Promise<ReviewResponse> {
    const now = new Date();
    const verdict = toVerdict(body, now);
    return run((tx: Tx) => this.decided(tx, id, () => this.reviews.decide(tx, id, verdict, user, now), user));
  }

  @Post(':id/undo')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'Take a decision back',
    description:
      'A match is unmerged, without loss, also where the customer was merged on since then; "different" forbids nothing any more. The ' +
      'pair is open again. 409 `unmerge-refused`: the merge is taken back already, or nothing is left to part.',
  })
  @ApiMatchId()
  @ApiOkResponse({ type: ReviewResponse, description: 'The pair after it.' })
  @ApiProblem(409, 'nothing-decided', 'unmerge-refused')
  undo(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: UndoRequest,
    @CurrentUser() user: User,
  ): Promise<ReviewResponse> {
    const now = new Date();
    return run((tx: Tx) => this.decided(tx, id, () => this.reviews.undo(tx, id, reason, user, now), user));
  }

  private async decided(tx: Tx, id: string, work: () => Promise<unknown>, user: User): Promise<ReviewResponse> {
    await work();
    return this.details.find(tx, id, user);
  }
}

function toVerdict({ decision, reason, until }: DecisionRequest, now: Date): Verdict {
  if (until !== undefined && decision !== 'later')
    throw new ValidationFailed([{ pointer: '/until', message: onlyLater }]);
  if (decision === 'match') return { decision, reason: reason! };
  if (decision === 'different') return { decision, reason: reason ?? null };
  const date = until ? new Date(until) : new Date(now.getTime() + laterDays * 86_400_000);
  if (date <= now) throw new ValidationFailed([{ pointer: '/until', message: inThePast }]);
  return { decision, until: date };
}

const onlyLater = { zh: '仅“稍后”可以指定时间', en: 'only `later` has a time' };
const inThePast = { zh: '必须是将来的时间', en: 'must be in the future' };
