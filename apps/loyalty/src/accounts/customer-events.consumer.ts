import type { CustomerRegistered } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';

@Controller()
export class CustomerEventsConsumer {
  constructor(private readonly accounts: AccountsService) {}

  /** Without a horizon: an account grants nothing, and customers imported from past years need one as well. */
  @React('customer.registered', { withinDays: 'unlimited' })
  open(tx: Tx, event: CustomerRegistered): Promise<void> {
    return this.accounts.open(tx, event.data.customerId, new Date(event.time));
  }
}
