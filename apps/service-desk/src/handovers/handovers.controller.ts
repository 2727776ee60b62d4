import { databaseNow, TransactionRunner } from '@crm/persistence';
import { can, CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiCaseId } from '../cases/api-case-id.js';
import { AdjudicationsService } from './adjudications.service.js';
import { GivenOffers } from './given-offers.service.js';
import {
  AdjudicateHandoverRequest,
  DeclineHandoverRequest,
  HandoverResponse,
  ListHandoversQuery,
  OfferHandoverRequest,
  toResponse,
} from './handovers.dto.js';
import { HandoversService, type ReadableHandover } from './handovers.service.js';

const ApiHandoverId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the offer.',
    example: '01981a2b-4444-7000-8000-0000000000a1',
  });

/** For whom the words are not. */
const unread = { reason: null, declineReason: null, decisionReason: null };

const shownTo = (user: User, offer: ReadableHandover): HandoverResponse => {
  const readsText = can(user, 'case:read-text') || can(user, 'case:adjudicate');
  return toResponse(readsText ? offer : { ...offer, ...unread });
};

const onlyOpen = {
  zh: '移交给我的只能按 offered 或 to_adjudicate 查询；其他状态请用 as=from',
  en: 'Offers to you are listed as offered or to_adjudicate; other states with as=from.',
};

@ApiTags('Handovers')
@Controller()
export class HandoversController {
  constructor(
    private readonly handovers: HandoversService,
    private readonly adjudications: AdjudicationsService,
    private readonly given: GivenOffers,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('cases/:id/handovers')
  @RequirePermission('case:handover')
  @ApiOperation({
    summary: 'Offer a case to another owner',
    description:
      'The owner stays accountable until somebody accepts. One offer of a case waits for its answer at a time. An offer ' +
      'back to who gave the case away bounces it, like one that is declined. The second bounce of a case is not asked any ' +
      'more: it comes to the complaint centre (`to_adjudicate`), after which only that may offer the case.',
  })
  @ApiCaseId()
  @ApiCreatedResponse({ type: HandoverResponse, description: 'The offer.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-state', 'handover-impossible', 'handover-open', 'needs-adjudication')
  @ApiProblem(422, 'employee-unknown', 'department-unknown')
  offer(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { toDepartment, toEmployeeId, reason }: OfferHandoverRequest,
    @CurrentUser() user: User,
  ): Promise<HandoverResponse> {
    const offer = { toDepartment, toEmployeeId: toEmployeeId ?? null, reason };
    return run(async (tx) => toResponse(await this.handovers.offer(tx, id, offer, user, await databaseNow(tx))));
  }

  @Get('handovers')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'List the offers that wait for your answer or for a decision, or that you made, oldest first',
    description:
      '`to_adjudicate`: what was bounced twice, for who may decide (`case:adjudicate`). `as=from`: what you gave.',
  })
  @ApiPage(HandoverResponse)
  list(
    @Query() { limit, cursor, as, state }: ListHandoversQuery,
    @CurrentUser() user: User,
  ): Promise<Page<HandoverResponse>> {
    const place = decodeCursor<{ id: string }>(cursor, (value) => isUUID(value.id));
    const isListed = as === 'from' || state === 'offered' || state === 'to_adjudicate';
    if (!isListed) throw new ValidationFailed([{ pointer: '/state', message: onlyOpen }]);
    return this.transactions.run(async (tx) => {
      const page = [place?.id ?? null, limit + 1] as const;
      const offers =
        as === 'from'
          ? await this.given.list(tx, user, state, ...page)
          : state === 'offered'
            ? await this.handovers.offeredTo(tx, user, ...page)
            : await this.adjudications.list(tx, user, ...page);
      const { items, next } = toPage(offers, limit, ({ handover }) => ({ id: handover.id }));
      return { items: items.map((offer) => shownTo(user, offer)), next };
    });
  }

  @Get('handovers/:id')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Read an offer',
    description: 'Who made it, who is asked, and everybody who sees the case.',
  })
  @ApiHandoverId()
  @ApiOkResponse({ type: HandoverResponse, description: 'The offer.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<HandoverResponse> {
    return this.transactions.run(async (tx) => shownTo(user, await this.given.find(tx, id, user)));
  }

  @Post('handovers/:id/withdraw')
  @HttpCode(200)
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Take an offer back that nobody has answered',
    description: 'By who made it or owns the case, the supervisor of that department, or the complaint centre.',
  })
  @ApiHandoverId()
  @ApiOkResponse({ type: HandoverResponse, description: 'The offer, withdrawn.' })
  @ApiProblem(403, 'handover-not-given', 'recused')
  @ApiProblem(409, 'handover-answered', 'needs-adjudication', 'case-state')
  withdraw(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<HandoverResponse> {
    return run(async (tx) => shownTo(user, await this.given.withdraw(tx, id, user, await databaseNow(tx))));
  }

  @Post('handovers/:id/accept')
  @HttpCode(200)
  @RequirePermission('case:handover')
  @ApiOperation({
    summary: 'Accept an offered case and become its owner',
    description: 'Only the employee who was asked; where a department was asked, anybody of it but the present owner.',
  })
  @ApiHandoverId()
  @ApiOkResponse({ type: HandoverResponse, description: 'The accepted offer.' })
  @ApiProblem(403, 'handover-not-yours', 'recused')
  @ApiProblem(409, 'handover-answered', 'handover-impossible', 'case-state')
  accept(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<HandoverResponse> {
    return run(async (tx) => toResponse(await this.handovers.accept(tx, id, user, await databaseNow(tx))));
  }

  @Post('handovers/:id/decline')
  @HttpCode(200)
  @RequirePermission('case:handover')
  @ApiOperation({ summary: 'Decline an offered case; its owner stays the owner' })
  @ApiHandoverId()
  @ApiOkResponse({ type: HandoverResponse, description: 'The declined offer.' })
  @ApiProblem(403, 'handover-not-yours', 'recused')
  @ApiProblem(409, 'handover-answered', 'handover-impossible', 'case-state')
  decline(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason, code }: DeclineHandoverRequest,
    @CurrentUser() user: User,
  ): Promise<HandoverResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      return toResponse(await this.handovers.decline(tx, id, reason, user, now, code ?? 'other'));
    });
  }

  @Post('handovers/:id/adjudicate')
  @HttpCode(200)
  @RequirePermission('case:adjudicate')
  @ApiOperation({
    summary: 'Decide who answers for a case that was bounced twice',
    description: 'Perhaps who does already. Nobody is asked, and nobody can decline it.',
  })
  @ApiHandoverId()
  @ApiOkResponse({ type: HandoverResponse, description: 'The offer, decided on.' })
  @ApiProblem(403, 'recused')
  @ApiProblem(409, 'handover-answered', 'handover-not-bounced', 'handover-impossible', 'case-state')
  @ApiProblem(422, 'employee-unknown')
  adjudicate(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { to, reason }: AdjudicateHandoverRequest,
    @CurrentUser() user: User,
  ): Promise<HandoverResponse> {
    const decision = { employeeId: to.employeeId, department: to.department ?? null, reason };
    return run(async (tx) =>
      toResponse(await this.adjudications.decide(tx, id, decision, user, await databaseNow(tx))),
    );
  }
}
