import { CustomerDirectory } from '@crm/directory';
import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, type Page } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { departmentLimit } from '../customers/current-customer.sql.js';
import { beforeOf, newestFirst } from '../newest-first.cursor.js';
import { InvitationResponse, InvitationsQuery, toInvitationResponse } from './invitation.dto.js';
import { InvitationsRepository } from './invitations.repository.js';

@ApiTags('Invitations')
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly repository: InvitationsRepository,
    private readonly customers: CustomerDirectory,
  ) {}

  @Get()
  @RequirePermission('feedback:read')
  @ApiOperation({
    summary: 'Invitations, newest first',
    description: "A user of department scope sees those whose customer is owned by the user's department today.",
  })
  @ApiPage(InvitationResponse)
  list(@Query() query: InvitationsQuery, @CurrentUser() user: User): Promise<Page<InvitationResponse>> {
    const { state, customerId, limit, cursor } = query;
    return this.transactions.run(async (tx) => {
      const rows = await this.repository.list(tx, {
        state: state ?? null,
        customerIds: customerId ? await this.customers.clusterOf(tx, customerId) : null,
        department: departmentLimit(user),
        before: beforeOf(cursor),
        limit: limit + 1,
      });
      const { items, next } = newestFirst(rows, limit);
      return { items: items.map(toInvitationResponse), next };
    });
  }
}
