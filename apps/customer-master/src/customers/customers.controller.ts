import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiCustomerId } from './api-customer-id.js';
import { correctionExamples, registrationExamples } from './customer.examples.js';
import { Corrections } from './corrections.service.js';
import { CustomerListQuery, RegisterCustomerQuery } from './customer-list.dto.js';
import { columnOf, CustomerListRepository, type CustomerPlace } from './customer-list.repository.js';
import { CorrectCustomerRequest } from './correct-customer.dto.js';
import { RegisterCustomerRequest } from './register-customer.dto.js';
import { CustomerResponse } from './customer.response.js';
import { CustomerViews } from './customer-views.service.js';
import { refuseReservedSource } from './customers.errors.js';
import { Registrations } from './registrations.service.js';

@ApiTags('customers')
@Controller('customers')
export class CustomersController {
  constructor(
    private readonly registrations: Registrations,
    private readonly corrections: Corrections,
    private readonly views: CustomerViews,
    private readonly list: CustomerListRepository,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post()
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Register a customer',
    description:
      'Refused when the customer is certainly known: the same USCC, organisation code, national id or passport, or the same phone or ' +
      'e-mail together with the same name. The answer names the twin, its owner and the reasons; its status and, of an organisation, ' +
      'its name only where the user may see it. Everything less certain is listed in `possibleDuplicates`.',
  })
  @ApiBody({ type: RegisterCustomerRequest, examples: registrationExamples })
  @ApiCreatedResponse({ type: CustomerResponse, description: 'Registered.' })
  @ApiOkResponse({
    type: CustomerResponse,
    description: 'Known already; the record was added to it (`onDuplicate=attach`).',
  })
  @ApiProblem(409, 'duplicate-customer', 'kind-differs')
  register(
    @Command() run: RunCommand,
    @Body() body: RegisterCustomerRequest,
    @Query() query: RegisterCustomerQuery,
    @CurrentUser() user: User,
  ): Promise<CustomerResponse> {
    const now = new Date();
    if (body.source) refuseReservedSource(body.source.system, '/source/system');
    const { source, ...customer } = body;
    const reference = source && {
      source: source.system,
      sourceId: source.id,
      observedAt: source.observedAt ? new Date(source.observedAt) : now,
    };
    return run(async (tx) => {
      const { customerId, outcome } = await this.registrations.register(
        tx,
        { ...customer, ...(reference ? { source: reference } : {}) },
        user,
        now,
        query.onDuplicate,
      );
      const response = await this.views.find(tx, customerId, user);
      return outcome === 'registered'
        ? new Answer(response, { location: `/customer-master/v1/customers/${customerId}` })
        : new Answer(response, { status: 200 });
    });
  }

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Search and list customers',
    description: 'Users with the scope of a department see its customers only.',
  })
  @ApiPage(CustomerResponse)
  find(@Query() query: CustomerListQuery, @CurrentUser() user: User): Promise<Page<CustomerResponse>> {
    const { id, limit, cursor, sort, ...filter } = query;
    const after = decodeCursor<CustomerPlace>(cursor, isPlace);
    const now = new Date();
    return this.transactions.run(async (tx) => {
      if (id) return { items: await this.views.findAll(tx, id, user), next: null };
      const isRanked = sort === 'relevance';
      const rows = await this.list.page(tx, filter, { sort, after, limit: isRanked ? limit : limit + 1, now }, user);
      const page = toPage(
        rows,
        limit,
        (row) => ({ at: row[columnOf(sort)].toISOString(), id: row.id }) satisfies CustomerPlace,
      );
      return { items: await this.views.show(tx, page.items, user), next: page.next };
    });
  }

  @Get(':id')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Read a customer',
    description:
      'A retired id answers for its survivor, with the retired id in `mergedFrom`. Without `customer:pii:read` personal fields are masked.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: CustomerResponse, description: 'The customer.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<CustomerResponse> {
    return this.transactions.run((tx) => this.views.find(tx, id, user));
  }

  @Patch(':id')
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Correct a customer',
    description:
      'A JSON merge patch: lists are replaced, the fields of `person`, `attributes` and `preferences` joined; `family` and `income` are ' +
      'replaced as a whole. What is given wins over every system ' +
      'until `null` is given for the group. Masked values in a list stand for the values behind them.',
  })
  @ApiCustomerId()
  @ApiBody({ type: CorrectCustomerRequest, examples: correctionExamples })
  @ApiOkResponse({ type: CustomerResponse, description: 'The customer after the correction.' })
  @ApiProblem(409, 'customer-merged', 'duplicate-customer')
  correct(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: CorrectCustomerRequest,
    @CurrentUser() user: User,
  ): Promise<CustomerResponse> {
    const now = new Date();
    return run(async (tx) => {
      await this.corrections.correct(tx, id, { ...body }, user, version, now);
      return this.views.find(tx, id, user);
    });
  }
}

const isPlace = ({ at, id }: Record<string, unknown>): boolean => isInstant(at) && isUUID(id);
