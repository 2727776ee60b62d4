import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { CONFIG } from '@crm/platform/config';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Inject, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { CustomerMasterConfig } from '../config.js';
import { CustomersService } from '../customers/customers.service.js';
import { RelationshipResponse } from './relationship.response.js';
import {
  changeExamples,
  ChangeRelationshipRequest,
  relateExamples,
  RelateRequest,
  RelationshipListQuery,
  toDetails,
} from './relationships.dto.js';
import { Relationships } from './relationships.service.js';
import { dayOf } from './rules/day.js';
import type { Relationship } from './rules/relationship.js';
import { endsOf, toRelationshipResponse } from './to-relationship-response.js';

const ApiRelationshipId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-8888-7000-8000-000000000001',
    description: 'The relationship.',
  });

/** Who belongs to whom, who sells for whom, and whom to talk to. */
@ApiTags('relationships')
@Controller('relationships')
export class RelationshipsController {
  constructor(
    private readonly relationships: Relationships,
    private readonly customers: CustomersService,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @Post()
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Relate two customers',
    description:
      'Both have to be customers that you see. `group_member` and `site_of` form one forest: a customer has at most one parent on a ' +
      'day and is never below itself, counting merged customers as one. `path` of the refusal names the circle, `relationshipId` what is in the way.',
  })
  @ApiBody({ type: RelateRequest, examples: relateExamples })
  @ApiCreatedResponse({ type: RelationshipResponse, description: 'Related.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-merged', 'relationship-overlaps', 'second-parent', 'cyclic-hierarchy')
  relate(
    @Command() run: RunCommand,
    @Body() body: RelateRequest,
    @CurrentUser() user: User,
  ): Promise<RelationshipResponse> {
    const now = new Date();
    const { type, from, to, validTo = null, details = null } = body;
    const validFrom = body.validFrom ?? dayOf(now, this.config.BUSINESS_TIME_ZONE);
    const wish = { type, from, to, validFrom, validTo, details: details && toDetails(details) };
    return run(async (tx) => {
      const relationship = await this.relationships.relate(tx, wish, user, now);
      const location = `/customer-master/v1/relationships/${relationship.id}`;
      return new Answer(await this.show(tx, relationship, user), { location });
    });
  }

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'The relationships of a customer',
    description:
      'In the order in which they were written down. Of a customer at the other end that you do not see, only the id and its department are told.',
  })
  @ApiPage(RelationshipResponse)
  @ApiProblem(404, 'not-found')
  list(
    @Query() { customerId, type, asOf, limit, cursor }: RelationshipListQuery,
    @CurrentUser() user: User,
  ): Promise<Page<RelationshipResponse>> {
    const after = decodeCursor<{ id: string }>(cursor, ({ id }) => typeof id === 'string' && uuid.test(id));
    return this.transactions.run(async (tx) => {
      const filter = { customerId, type, asOf };
      const rows = await this.relationships.page(tx, filter, { after: after?.id, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ id }) => ({ id }));
      const outlines = await this.customers.outlines(tx, endsOf(items), user);
      return { items: items.map((item) => toRelationshipResponse(item, outlines)), next };
    });
  }

  @Get(':id')
  @RequirePermission('customer:read')
  @ApiOperation({ summary: 'Read a relationship', description: 'Of which you see at least one of the two customers.' })
  @ApiRelationshipId()
  @ApiOkResponse({ type: RelationshipResponse, description: 'The relationship.' })
  read(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<RelationshipResponse> {
    return this.transactions.run(async (tx) => this.show(tx, await this.relationships.find(tx, id, user), user));
  }

  @Patch(':id')
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'End a relationship, or correct it',
    description:
      'Nothing is deleted: one that was a mistake ends on its first day. Type and customers stay; end it and write another one. ' +
      'You see at least one of the two customers.',
  })
  @ApiRelationshipId()
  @ApiBody({ type: ChangeRelationshipRequest, examples: changeExamples })
  @ApiOkResponse({ type: RelationshipResponse, description: 'The relationship after the change.' })
  @ApiProblem(409, 'relationship-overlaps', 'second-parent', 'cyclic-hierarchy', 'related-to-itself')
  change(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: ChangeRelationshipRequest,
    @CurrentUser() user: User,
  ): Promise<RelationshipResponse> {
    const now = new Date();
    const { validFrom, validTo, details } = body;
    const patch = {
      ...(validFrom === undefined ? {} : { validFrom }),
      ...(validTo === undefined ? {} : { validTo }),
      ...(details === undefined ? {} : { details: details && toDetails(details) }),
    };
    return run(async (tx) => {
      const relationship = await this.relationships.change(tx, id, patch, { version, by: user, now });
      return this.show(tx, relationship, user);
    });
  }

  private async show(tx: Tx, relationship: Relationship, user: User): Promise<RelationshipResponse> {
    return toRelationshipResponse(relationship, await this.customers.outlines(tx, endsOf([relationship]), user));
  }
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
