import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiOpportunityId } from './api-opportunity-id.js';
import { MoveOpportunityRequest } from './move-opportunity.dto.js';
import { CorrectOpportunityRequest, OpenOpportunityRequest } from './opportunities.dto.js';
import { correctExamples, moveExamples, openExamples } from './opportunities.examples.js';
import { Opportunities } from './opportunities.service.js';
import { OpportunityChanges } from './opportunity-changes.service.js';
import { OpportunityResponse } from './opportunity.response.js';
import { OpportunityViews } from './opportunity-views.service.js';
import type { Opportunity, OpportunityPatch } from './rules/opportunity.js';

/** What may be won with customers. */
@ApiTags('opportunities')
@Controller('opportunities')
export class OpportunitiesController {
  constructor(
    private readonly opportunities: Opportunities,
    private readonly changes: OpportunityChanges,
    private readonly views: OpportunityViews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Open an opportunity',
    description:
      'Of a customer that you see. The probability follows the stage unless you say one (`/opportunity-stages`). A potential customer ' +
      'becomes a target one by it, if the status rules say so.',
  })
  @ApiBody({ type: OpenOpportunityRequest, examples: openExamples })
  @ApiCreatedResponse({ type: OpportunityResponse, description: 'Opened.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-merged')
  open(
    @Command() run: RunCommand,
    @Body() body: OpenOpportunityRequest,
    @CurrentUser() user: User,
  ): Promise<OpportunityResponse> {
    const { title, competitor = null, probability = null, expectedCloseOn = null, owner = null, ...rest } = body;
    const words = { title, competitor };
    const wish = { ...rest, products: toProducts(rest.products), probability, expectedCloseOn, owner, words };
    return run(async (tx) => {
      const opportunity = await this.opportunities.open(tx, wish, user, new Date());
      const location = `/customer-master/v1/opportunities/${opportunity.id}`;
      return new Answer(await this.show(tx, opportunity, user), { location });
    });
  }

  @Get(':id')
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'Read an opportunity', description: 'Of a customer that you see.' })
  @ApiOpportunityId()
  @ApiOkResponse({ type: OpportunityResponse, description: 'The opportunity.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<OpportunityResponse> {
    return this.transactions.run(async (tx) => this.show(tx, await this.opportunities.find(tx, id, user), user));
  }

  @Patch(':id')
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Correct what is known of an opportunity',
    description: 'Everything but its stage; nothing is told where nothing is different.',
  })
  @ApiOpportunityId()
  @ApiBody({ type: CorrectOpportunityRequest, examples: correctExamples })
  @ApiOkResponse({ type: OpportunityResponse, description: 'The opportunity after the change.' })
  correct(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: CorrectOpportunityRequest,
    @CurrentUser() user: User,
  ): Promise<OpportunityResponse> {
    const change = { version, by: user, now: new Date() };
    return run(async (tx) => this.show(tx, await this.changes.correct(tx, id, toPatch(body), change), user));
  }

  @Post(':id/stage')
  @HttpCode(200)
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Move an opportunity to another stage',
    description:
      'From any open stage to any other: back only with a reason; to `won` or `lost` with one of theirs; from `lost` to an open one to take ' +
      'it up again. A won one stays won. The way and the time in each stage are kept.',
  })
  @ApiOpportunityId()
  @ApiBody({ type: MoveOpportunityRequest, examples: moveExamples })
  @ApiOkResponse({ type: OpportunityResponse, description: 'The opportunity in its new stage.' })
  @ApiProblem(409, 'no-such-move', 'move-reason-refused')
  move(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { to, reason = null, probability = null, orderId = null }: MoveOpportunityRequest,
    @CurrentUser() user: User,
  ): Promise<OpportunityResponse> {
    const change = { version, by: user, now: new Date() };
    const move = { to, reason, probability, orderId };
    return run(async (tx) => this.show(tx, await this.changes.move(tx, id, move, change), user));
  }

  private async show(tx: Tx, opportunity: Opportunity, user: User): Promise<OpportunityResponse> {
    return (await this.views.show(tx, [opportunity], user))[0]!;
  }
}

const toProducts = (products: readonly { productId: string; quantity?: number | null }[]) =>
  products.map(({ productId, quantity = null }) => ({ productId, quantity }));

/** What is said, without what is not. */
function toPatch({ title, competitor, products, ...rest }: CorrectOpportunityRequest): OpportunityPatch {
  const words = { ...(title === undefined ? {} : { title }), ...(competitor === undefined ? {} : { competitor }) };
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(said) as OpportunityPatch),
    ...(products ? { products: toProducts(products) } : {}),
    ...(Object.keys(words).length > 0 ? { words } : {}),
  };
}
