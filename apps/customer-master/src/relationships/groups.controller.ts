import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Controller, Get, Inject, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CustomerMasterConfig } from '../config.js';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { GroupQuery, GroupResponse } from './group.response.js';
import { Groups } from './groups.service.js';
import { dayOf } from './rules/day.js';
import { toGroupResponse } from './to-group-response.js';

/** A customer with the group that it belongs to. */
@ApiTags('relationships')
@Controller('customers/:id/group')
export class GroupsController {
  constructor(
    private readonly groups: Groups,
    private readonly transactions: TransactionRunner,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'The group around a customer, and what it comes to',
    description:
      'From the root down: groups, legal entities and sites, at most 20 levels and 1,000 customers (`truncated` says that there are more). ' +
      'Of customers that you do not see, only the place, the id and the department are told; they are not in the figures. ' +
      'Figures are of all time and follow the events of the other services within seconds; `asOf` of each says how far.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: GroupResponse, description: 'The group; the customer alone where it belongs to none.' })
  read(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { asOf }: GroupQuery,
    @CurrentUser() user: User,
  ): Promise<GroupResponse> {
    const day = asOf ?? dayOf(new Date(), this.config.BUSINESS_TIME_ZONE);
    return this.transactions.run(async (tx) => toGroupResponse(await this.groups.around(tx, id, day, user), day));
  }
}
