import type { CustomerKind } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { can, CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { maskedValue } from '../customers/provenance.response.js';
import { defaultRules } from '../customers/rules/trust.js';
import { SurvivorshipRules } from '../customers/survivorship-rules.service.js';
import { Survivorship } from './survivorship.service.js';
import {
  ChangedCustomer,
  ChangesQuery,
  fromRules,
  SurvivorshipRulesBody,
  SurvivorshipRulesResponse,
  SurvivorshipRunResponse,
  toRules,
} from './survivorship.dto.js';
import type { SurvivorshipRun } from './survivorship-runs.repository.js';

const ApiRunId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-5555-7000-8000-000000000001',
    description: 'The run, as the answer to its start names it.',
  });

/** Whom to believe: the rules, what others would change, and the change. */
@ApiTags('survivorship')
@Controller('survivorship')
export class SurvivorshipController {
  constructor(
    private readonly survivorship: Survivorship,
    private readonly rules: SurvivorshipRules,
    private readonly definitions: AttributeDefinitions,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'The rules in force',
    description: 'By which of several records a value is taken. Per field: pin > verified > trust > most recent.',
  })
  @ApiOkResponse({ type: SurvivorshipRulesResponse, description: 'The rules and their version.' })
  read(): Promise<SurvivorshipRulesResponse> {
    return this.transactions.run(async (tx) => {
      const { version, rules, madeBy, madeAt } = await this.rules.active(tx);
      return { ...fromRules(rules), version, madeBy, madeAt: madeAt?.toISOString() ?? null };
    });
  }

  @Post('runs')
  @HttpCode(202)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Preview other rules',
    description:
      'Compares every customer of several records under both sets of rules; nothing is changed. Goes on after a restart. One run at a time.',
  })
  @ApiBody({
    type: SurvivorshipRulesBody,
    examples: {
      service: {
        summary: 'The service desk knows phones best',
        value: {
          ...fromRules(defaultRules),
          sources: [
            { system: 'erp', trust: 90, fields: { contactPoints: 40 } },
            { system: 'service', trust: 60, fields: { contactPoints: 95 } },
          ],
        },
      },
    },
  })
  @ApiAcceptedResponse({ type: SurvivorshipRunResponse, description: 'The run, which has begun.' })
  @ApiProblem(409, 'rules-being-changed')
  preview(
    @Command() run: RunCommand,
    @Body() body: SurvivorshipRulesBody,
    @CurrentUser() user: User,
  ): Promise<SurvivorshipRunResponse> {
    const now = new Date();
    return run(async (tx) => toResponse(await this.survivorship.preview(tx, toRules(body), user, now)));
  }

  @Get('runs/:id')
  @RequirePermission('customer-rules:read')
  @ApiOperation({ summary: 'How far a run is', description: 'And how many customers differ, by field.' })
  @ApiRunId()
  @ApiOkResponse({ type: SurvivorshipRunResponse, description: 'The run.' })
  find(@Param('id', ParseUUIDPipe) id: string): Promise<SurvivorshipRunResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.survivorship.find(tx, id)));
  }

  @Get('runs/:id/changes')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'The customers that a run found different',
    description: 'Each with its values before and after; personal ones masked without `customer:pii:read`.',
  })
  @ApiRunId()
  @ApiPage(ChangedCustomer)
  changes(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: ChangesQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ChangedCustomer>> {
    const after = decodeCursor<{ id: string }>(cursor, (place) => typeof place.id === 'string' && uuid.test(place.id));
    const isClear = can(user, 'customer:pii:read');
    return this.transactions.run(async (tx) => {
      const rows = await this.survivorship.changes(tx, id, { after: after?.id, limit: limit + 1 }, new Date());
      const page = toPage(rows, limit, ({ customerId }) => ({ id: customerId }));
      const { personal } = await this.definitions.current(tx);
      const shown = (field: string, values: { value: unknown }[], kind: CustomerKind): unknown[] =>
        values.map(({ value }) => (isClear ? value : maskedValue(field, value, personal, kind === 'person')));
      const items = page.items.map(({ customerId, kind, fields }) => ({
        customerId,
        fields: fields.map(({ field, before, after: next }) => ({
          field,
          before: shown(field, before, kind),
          after: shown(field, next, kind),
        })),
      }));
      return { items, next: page.next };
    });
  }

  @Post('runs/:id/apply')
  @HttpCode(202)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Put previewed rules in force',
    description:
      'New records are judged by them at once; every customer is derived anew in the background and what changes is told by events. ' +
      'Refused when the rules have changed since the preview.',
  })
  @ApiRunId()
  @ApiAcceptedResponse({ type: SurvivorshipRunResponse, description: 'The run, which derives the customers anew.' })
  @ApiProblem(409, 'not-previewed', 'rules-being-changed')
  apply(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: User,
  ): Promise<SurvivorshipRunResponse> {
    const now = new Date();
    return run(async (tx) => toResponse(await this.survivorship.apply(tx, id, user, now)));
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Give up a preview',
    description: 'What is being applied cannot be stopped: it would leave some customers by the old rules.',
  })
  @ApiRunId()
  @ApiOkResponse({ type: SurvivorshipRunResponse, description: 'The run, which is over.' })
  @ApiProblem(409, 'not-previewed')
  cancel(@Command() run: RunCommand, @Param('id', ParseUUIDPipe) id: string): Promise<SurvivorshipRunResponse> {
    const now = new Date();
    return run(async (tx) => toResponse(await this.survivorship.cancel(tx, id, now)));
  }
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

const toResponse = (run: SurvivorshipRun): SurvivorshipRunResponse => ({
  id: run.id,
  state: run.state,
  baseVersion: run.baseVersion,
  rules: fromRules(run.rules),
  total: run.total,
  done: run.done,
  changed: run.changed,
  fields: run.fields,
  madeBy: run.madeBy,
  madeAt: run.madeAt.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
});
