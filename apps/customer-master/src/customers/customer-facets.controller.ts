import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FacetsResponse } from './customer-facets.dto.js';
import { CustomerFacets } from './customer-facets.service.js';
import { CustomerFilterQuery } from './customer-list.dto.js';

@ApiTags('customers')
@Controller('customers/facets')
export class CustomerFacetsController {
  constructor(
    private readonly facets: CustomerFacets,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'Count the customers that a filter finds, by their values',
    description: 'The same filter as `GET /customers`; users with the scope of a department count its customers only.',
  })
  @ApiOkResponse({ type: FacetsResponse, description: 'The counts.' })
  read(@Query() filter: CustomerFilterQuery, @CurrentUser() user: User): Promise<FacetsResponse> {
    return this.transactions.run(async (tx) => {
      const { asOf, ...counts } = await this.facets.of(tx, filter, new Date(), user);
      return { ...counts, asOf: asOf.toISOString() };
    });
  }
}
