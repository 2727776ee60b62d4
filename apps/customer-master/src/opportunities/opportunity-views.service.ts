import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { referencesOf } from '../customers/customer-reference.js';
import { CustomersService } from '../customers/customers.service.js';
import { dayOf } from '../relationships/rules/day.js';
import { OpportunitiesRepository, type OpportunityFilter } from './opportunities.repository.js';
import type { OpportunityResponse } from './opportunity.response.js';
import type { Opportunity } from './rules/opportunity.js';
import { toOpportunityResponse } from './to-opportunity-response.js';

type Page = Parameters<OpportunitiesRepository['page']>[2];

/** Opportunities as users see them. */
@Injectable()
export class OpportunityViews {
  constructor(
    private readonly repository: OpportunitiesRepository,
    private readonly customers: CustomersService,
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
  ) {}

  /** Of one customer: under every id that it has today. Those of customers out of the user's scope are not there. */
  async page(
    tx: Tx,
    { customerId, ...filter }: Omit<OpportunityFilter, 'customerIds'> & { customerId: string | undefined },
    page: Page,
    user: User,
  ) {
    const customerIds = customerId === undefined ? undefined : await this.idsOf(tx, customerId);
    return this.repository.page(tx, { ...filter, customerIds }, page, user);
  }

  async show(tx: Tx, opportunities: readonly Opportunity[], user: User): Promise<OpportunityResponse[]> {
    const today = dayOf(new Date(), this.config.BUSINESS_TIME_ZONE);
    const recorded = opportunities.map(({ customerId }) => customerId);
    const customers = await referencesOf(this.customers, tx, recorded, user);
    return opportunities.map((opportunity) =>
      toOpportunityResponse(opportunity, { customer: customers.get(opportunity.customerId)!, user, today }),
    );
  }

  /** Of an unknown id the id alone, which nothing has. */
  private async idsOf(tx: Tx, customerId: string): Promise<string[]> {
    const survivor = (await this.customers.survivorsOf(tx, [customerId])).get(customerId.toLowerCase());
    return survivor ? this.customers.clusterOf(tx, survivor) : [customerId];
  }
}
