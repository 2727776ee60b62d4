import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { CustomersService } from '../customers/customers.service.js';
import { ClaimListQuery, ClaimRequest, ClaimResponse, toClaimResponse } from './claims.dto.js';
import { ClaimedCustomers } from './claimed-customers.service.js';
import { ClaimsRepository } from './claims.repository.js';
import { CustomerOwned } from './ownership.errors.js';

/** Whoever starts to follow up a customer is told whose it is. */
@ApiTags('ownership')
@Controller('customers')
export class ClaimsController {
  constructor(
    private readonly claimed: ClaimedCustomers,
    private readonly repository: ClaimsRepository,
    private readonly customers: CustomersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('claims')
  @RequirePermission('customer:write')
  @ApiOperation({
    summary: 'Claim a customer before following it up',
    description:
      'Granted to the owner, to whoever answers for the owner now, and of a customer without an employee to the first who asks, where the ' +
      'department and the rules allow it: it is theirs then. Everybody else gets 409 `customer-owned` with `owner` (id, name, department), ' +
      '`since` and `lastInteractionAt`, and nothing of the customer; the claim is kept and the owner told. The customer is named by its id, ' +
      'or found by what makes a duplicate certain: the USCC, or phone and name together.',
  })
  @ApiCreatedResponse({ type: ClaimResponse, description: 'You may follow it up.' })
  @ApiProblem(404, 'not-found')
  @ApiProblem(409, 'customer-owned')
  async claim(
    @Command() run: RunCommand,
    @Body() body: ClaimRequest,
    @CurrentUser() user: User,
  ): Promise<ClaimResponse> {
    const now = new Date();
    // A refusal is kept, so it must not end the transaction: it is thrown when that is done.
    const { claim, ownedBy } = await run((tx) => this.claimed.claim(tx, body, user, now));
    if (ownedBy) throw new CustomerOwned(ownedBy);
    return claim;
  }

  @Get(':id/claims')
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Who wanted to follow a customer up',
    description: 'The newest first, under every id that is this customer today.',
  })
  @ApiCustomerId()
  @ApiPage(ClaimResponse)
  list(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: ClaimListQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ClaimResponse>> {
    const before = decodeCursor<{ id: string }>(cursor, (place) => isUUID(place.id));
    return this.transactions.run(async (tx: Tx) => {
      const customer = await this.customers.find(tx, id, user);
      const ids = [customer.id, ...customer.mergedFrom];
      const page = toPage(await this.repository.page(tx, ids, before?.id, limit + 1), limit, (claim) => ({
        id: claim.id,
      }));
      return { items: page.items.map(toClaimResponse), next: page.next };
    });
  }
}
