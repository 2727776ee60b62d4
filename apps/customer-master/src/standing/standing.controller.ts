import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, ParseUUIDPipe, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomersService } from '../customers/customers.service.js';
import {
  StatusChangeResponse,
  StatusHistoryQuery,
  StatusRulesBody,
  StatusRulesResponse,
  toStatusChange,
  toStatusRules,
  toStatusRulesResponse,
} from './standing.dto.js';
import { StatusAdministration } from './status-administration.service.js';
import { StatusHistoryRepository } from './status-history.repository.js';
import { StatusRules } from './status-rules.service.js';

/** By which rules customers move between statuses, and how each came to its own. */
@ApiTags('customer status')
@Controller()
export class StandingController {
  constructor(
    private readonly rules: StatusRules,
    private readonly administration: StatusAdministration,
    private readonly history: StatusHistoryRepository,
    private readonly customers: CustomersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('status-rules')
  @RequirePermission('customer-rules:read')
  @ApiOperation({
    summary: 'The rules of statuses in force',
    description:
      'An opportunity makes a potential customer a target one, until the last one is lost; a purchase makes a customer active, except an ' +
      'undesirable one; an active customer that does not buy for long is lost; everything else is said by hand. An undesirable customer is due for review after some time.',
  })
  @ApiOkResponse({ type: StatusRulesResponse, description: 'The rules and their version.' })
  read(): Promise<StatusRulesResponse> {
    return this.transactions.run(async (tx) => toStatusRulesResponse(await this.rules.active(tx)));
  }

  @Put('status-rules')
  @RequirePermission('customer-rules:write')
  @ApiOperation({
    summary: 'Change the rules of statuses',
    description:
      'In force at once; every active customer is looked at by them in the background. Whoever is lost by the new rules is lost from now, ' +
      'not in the past; whoever was lost by the old ones stays lost until the next purchase. The same rules again make no version.',
  })
  @ApiBody({
    type: StatusRulesBody,
    examples: {
      coal: {
        summary: 'Mines buy seldom',
        value: {
          lostAfterDays: 365,
          lostAfterDaysByIndustry: [{ industry: 'coal', lostAfterDays: 730 }],
          reviewUndesirableAfterDays: 180,
        },
      },
    },
  })
  @ApiOkResponse({ type: StatusRulesResponse, description: 'The rules in force.' })
  change(
    @Command() run: RunCommand,
    @IfMatch() version: number,
    @Body() body: StatusRulesBody,
    @CurrentUser() user: User,
  ): Promise<StatusRulesResponse> {
    const now = new Date();
    return run(async (tx) =>
      toStatusRulesResponse(await this.administration.change(tx, toStatusRules(body), user, version, now)),
    );
  }

  @Get('customers/:id/status-history')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'How a customer came to its status',
    description: 'Every change with its reason, the last one first, under every id that is this customer today.',
  })
  @ApiCustomerId()
  @ApiPage(StatusChangeResponse)
  changes(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: StatusHistoryQuery,
    @CurrentUser() user: User,
  ): Promise<Page<StatusChangeResponse>> {
    const before = decodeCursor<{ id: string }>(cursor, (place) => isUUID(place.id));
    return this.transactions.run(async (tx) => {
      const customer = await this.customers.find(tx, id, user);
      const rows = await this.history.page(tx, [customer.id, ...customer.mergedFrom], before?.id, limit + 1);
      const page = toPage(rows, limit, (row) => ({ id: row.id }));
      return { items: page.items.map(toStatusChange), next: page.next };
    });
  }
}
