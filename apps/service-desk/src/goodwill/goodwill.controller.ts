import { databaseNow, TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { CONFIG } from '@crm/platform/config';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { ValidationFailed } from '@crm/platform/problem';
import {
  applyDecorators,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { beginOf, endOf } from '../calendars/rules/business-day.js';
import { ApiCaseId } from '../cases/api-case-id.js';
import type { ServiceDeskConfig } from '../config.js';
import {
  ApproveGoodwillRequest,
  GoodwillSumsQuery,
  GoodwillSumsResponse,
  ListGoodwillQuery,
  ProposeGoodwillRequest,
  RefuseGoodwillRequest,
} from './goodwill.dto.js';
import { givenStates } from './goodwill.entity.js';
import { GoodwillResponse, toResponse } from './goodwill.response.js';
import { GoodwillFilesService } from './goodwill-files.service.js';
import { GoodwillService } from './goodwill.service.js';

const ApiGoodwillId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the gesture.',
    example: '01981a2b-4444-7000-8000-0000000000f1',
  });

/** A decision on a gesture: 200 with it, 409 in any state that does not allow it. */
const Decision = (summary: string, description: string): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    RequirePermission('goodwill:approve'),
    ApiOperation({ summary, description }),
    ApiGoodwillId(),
    ApiOkResponse({ type: GoodwillResponse, description: 'The gesture after it.' }),
    ApiProblem(403, 'own-goodwill', 'recused'),
    ApiProblem(409, 'goodwill-state'),
  );

@ApiTags('Goodwill')
@Controller()
export class GoodwillController {
  constructor(
    private readonly goodwill: GoodwillService,
    private readonly files: GoodwillFilesService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  @Post('cases/:id/goodwill')
  @RequirePermission('goodwill:propose')
  @ApiOperation({
    summary: 'Propose points for a customer whose case went wrong',
    description:
      'Within the own limit and what is left of the own budget of the month they are approved at once, and loyalty books ' +
      'them; else somebody else has to approve them, whose limit reaches so far.',
  })
  @ApiCaseId()
  @ApiCreatedResponse({ type: GoodwillResponse, description: 'The gesture: approved, or proposed.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'goodwill-without-customer', 'goodwill-cap')
  propose(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { points, reason, words }: ProposeGoodwillRequest,
    @CurrentUser() user: User,
  ): Promise<GoodwillResponse> {
    return run(async (tx) => {
      const made = await this.goodwill.propose(tx, id, { points, reason, words }, user, await databaseNow(tx));
      const body = toResponse(await this.files.find(tx, made, user));
      return new Answer(body, { status: 201, location: `/service-desk/v1/goodwill/${made}` });
    });
  }

  @Get('goodwill')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List goodwill, the newest first',
    description: 'Of the cases that you or your department answer for, and what you proposed.',
  })
  @ApiPage(GoodwillResponse)
  list(
    @Query() { limit, cursor, proposedBy, ...filter }: ListGoodwillQuery,
    @CurrentUser() user: User,
  ): Promise<Page<GoodwillResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, (value) => isUUID(value.id));
    const query = { ...filter, proposedBy: proposedBy === 'me' ? user.id : proposedBy };
    return this.transactions.run(async (tx) => {
      const records = await this.files.list(tx, user, query, place?.id, limit + 1);
      const page = toPage(records, limit, ({ goodwill }) => ({ id: goodwill.id }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get('goodwill-sums')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Sum up what was decided in a stretch of time, by department, reason and state',
    description: 'Of the cases that you or your department answer for, and what you proposed.',
  })
  @ApiOkResponse({ type: GoodwillSumsResponse, description: 'The sums.' })
  sums(@Query() query: GoodwillSumsQuery, @CurrentUser() user: User): Promise<GoodwillSumsResponse> {
    const [zone, end] = [this.config.BUSINESS_TIME_ZONE, query.to ?? query.until];
    return this.transactions.run(async (tx) => {
      const until = end === undefined ? await databaseNow(tx) : endOf(end, zone);
      const stretch = [beginOf(query.from, zone), until] as const;
      if (stretch[0] >= stretch[1]) throw new ValidationFailed([endsBefore]);
      const items = await this.files.sums(tx, user, ...stretch);
      const given = items.filter(({ state }) => givenStates.includes(state));
      return { items, givenPoints: given.reduce((sum, { points }) => sum + points, 0) };
    });
  }

  @Get('goodwill/:id')
  @RequirePermission('case:read')
  @ApiOperation({ summary: 'Read a gesture of goodwill' })
  @ApiGoodwillId()
  @ApiOkResponse({ type: GoodwillResponse, description: 'The gesture.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<GoodwillResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.files.find(tx, id, user)));
  }

  @Post('goodwill/:id/approve')
  @Decision(
    'Approve what somebody else proposed',
    'It needs a limit that reaches so far, and enough of the budget of the month.',
  )
  @ApiProblem(403, 'goodwill-above-limit')
  @ApiProblem(409, 'goodwill-budget', 'goodwill-cap', 'goodwill-other-customer')
  approve(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { words }: ApproveGoodwillRequest,
    @CurrentUser() user: User,
  ): Promise<GoodwillResponse> {
    return this.decide(run, id, user, (tx, now) => this.goodwill.approve(tx, id, words, user, now));
  }

  @Post('goodwill/:id/reject')
  @Decision('Turn down what somebody else proposed', 'With a reason for the proposer.')
  reject(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { words }: RefuseGoodwillRequest,
    @CurrentUser() user: User,
  ): Promise<GoodwillResponse> {
    return this.decide(run, id, user, (tx, now) => this.goodwill.reject(tx, id, words, user, now));
  }

  @Post('goodwill/:id/revoke')
  @Decision(
    'Take granted points back',
    'Loyalty does so if they are still there; else the gesture stays granted, with `failure` spent.',
  )
  revoke(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { words }: RefuseGoodwillRequest,
    @CurrentUser() user: User,
  ): Promise<GoodwillResponse> {
    return this.decide(run, id, user, (tx, now) => this.goodwill.revoke(tx, id, words, user, now));
  }

  private decide(
    run: RunCommand,
    id: string,
    user: User,
    work: (tx: Tx, now: Date) => Promise<void>,
  ): Promise<GoodwillResponse> {
    return run(async (tx) => {
      await work(tx, await databaseNow(tx));
      return toResponse(await this.files.find(tx, id, user));
    });
  }
}

const endsBefore = {
  pointer: '/to',
  message: { zh: '结束时间须晚于开始时间', en: 'Must be later than `from`.' },
};
