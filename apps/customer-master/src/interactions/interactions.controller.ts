import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { toNextStep } from '../follow-ups/follow-up-actions.controller.js';
import { anInteractionId, InteractionHistoryResponse, InteractionResponse } from './interaction.response.js';
import { InteractionViews, toContact } from './interaction-views.service.js';
import {
  CorrectInteractionRequest,
  InteractionListQuery,
  recordExamples,
  RecordInteractionRequest,
} from './interactions.dto.js';
import type { InteractionPlace } from './interactions.repository.js';
import { Interactions } from './interactions.service.js';
import type { Interaction, InteractionPatch } from './rules/interaction.js';

const ApiInteractionId = () =>
  ApiParam({ name: 'id', type: String, format: 'uuid', example: anInteractionId, description: 'The contact.' });

/** Contacts with customers, on every channel. */
@ApiTags('interactions')
@Controller('interactions')
export class InteractionsController {
  constructor(
    private readonly interactions: Interactions,
    private readonly views: InteractionViews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Write down a contact',
    description:
      'With a customer that you see. A next step becomes a follow-up with it. When the customer was reached, its open opportunities do not ' +
      'lie still.',
  })
  @ApiBody({ type: RecordInteractionRequest, examples: recordExamples })
  @ApiCreatedResponse({ type: InteractionResponse, description: 'Written down.' })
  @ApiOkResponse({ type: InteractionResponse, description: 'The outside system told of it before.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-merged', 'external-ref-taken')
  record(
    @Command() run: RunCommand,
    @Body() body: RecordInteractionRequest,
    @CurrentUser() user: User,
  ): Promise<InteractionResponse> {
    const { subject = null, notes = null, contactPersonId = null, durationSeconds = null, ...rest } = body;
    const { customerId, channel, direction, outcome, nextStep, externalRef, employeeId = null } = rest;
    const wish = {
      ...{ customerId, channel, direction, outcome, employeeId, durationSeconds },
      contactPersonId: contactPersonId?.toLowerCase() ?? null,
      occurredAt: new Date(body.occurredAt),
      words: subject === null && notes === null ? null : { subject, notes },
      externalRef: externalRef ? { source: externalRef.source, id: externalRef.id } : null,
      nextStep: nextStep ? toNextStep(nextStep) : null,
    };
    return run(async (tx) => {
      const { interaction, created } = await this.interactions.record(tx, wish, user, new Date());
      const location = `/customer-master/v1/interactions/${interaction.id}`;
      return new Answer(await this.show(tx, interaction, user), created ? { location } : { status: 200 });
    });
  }

  @Get()
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'List contacts', description: 'With customers that you see, the newest first.' })
  @ApiPage(InteractionResponse)
  list(@Query() query: InteractionListQuery, @CurrentUser() user: User): Promise<Page<InteractionResponse>> {
    const { limit, cursor, customerId, channel, from, to } = query;
    const employeeId = query.employeeId === 'me' ? user.id : query.employeeId;
    const after = decodeCursor<InteractionPlace>(cursor, ({ at, id }) => isInstant(at) && isUUID(id));
    return this.transactions.run(async (tx) => {
      const filter = { customerId, employeeId, channel, from, to };
      const rows = await this.views.page(tx, filter, { after, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ occurredAt, id }) => ({ at: occurredAt.toISOString(), id }));
      return { items: await this.views.show(tx, items, user), next };
    });
  }

  @Get(':id')
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'Read a contact', description: 'With a customer that you see.' })
  @ApiInteractionId()
  @ApiOkResponse({ type: InteractionResponse, description: 'The contact.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<InteractionResponse> {
    return this.transactions.run(async (tx) => this.show(tx, await this.interactions.find(tx, id, user), user));
  }

  @Get(':id/history')
  @RequirePermission('sales:read')
  @ApiOperation({ summary: 'What was written of a contact', description: 'Every version, the last first.' })
  @ApiInteractionId()
  @ApiOkResponse({ type: InteractionHistoryResponse, description: 'The versions.' })
  history(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<InteractionHistoryResponse> {
    return this.transactions.run(async (tx) => {
      const versions = await this.interactions.versions(tx, id, user);
      return { interactionId: id, versions: versions.map((version) => toContact(version, user)) };
    });
  }

  @Patch(':id')
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'Correct a contact',
    description:
      'Whoever wrote it down or talked to the customer may; others need `sales:supervise`. What was written before is kept. ' +
      'Customer and employee stay. Opportunities that lie still go on when it turns out that the customer was reached.',
  })
  @ApiInteractionId()
  @ApiOkResponse({ type: InteractionResponse, description: 'The contact as it was.' })
  correct(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: CorrectInteractionRequest,
    @CurrentUser() user: User,
  ): Promise<InteractionResponse> {
    const change = { version, by: user, now: new Date() };
    return run(async (tx) => this.show(tx, await this.interactions.correct(tx, id, toPatch(body), change), user));
  }

  private async show(tx: Tx, interaction: Interaction, user: User): Promise<InteractionResponse> {
    return (await this.views.show(tx, [interaction], user))[0]!;
  }
}

/** What is said, without what is not. */
function toPatch({ subject, notes, occurredAt, ...rest }: CorrectInteractionRequest): InteractionPatch {
  const words = { ...(subject === undefined ? {} : { subject }), ...(notes === undefined ? {} : { notes }) };
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(said) as InteractionPatch),
    ...(occurredAt === undefined ? {} : { occurredAt: new Date(occurredAt) }),
    ...(Object.keys(words).length > 0 ? { words } : {}),
  };
}
