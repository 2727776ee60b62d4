import type { CustomerOwnerChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { Heirs } from '../ownership/heirs.service.js';
import { OpportunitiesRepository } from './opportunities.repository.js';
import { inherited } from './rules/opportunity.js';

/**
 * What the owner of a customer pursued there goes to who owns it now, also where the change is heard of late;
 * what somebody else pursues stays theirs.
 */
@Injectable()
export class HandedOver {
  constructor(
    private readonly repository: OpportunitiesRepository,
    private readonly customers: CustomersService,
    private readonly heirs: Heirs,
    private readonly outbox: Outbox,
  ) {}

  /** Somebody has to pursue an opportunity: where the new owner is a department, it stays. */
  async move(tx: Tx, { customerId, previous }: CustomerOwnerChanged['data']): Promise<void> {
    const owner = previous.employeeId === null ? undefined : await this.heirs.ownerOf(tx, customerId);
    if (!owner?.employeeId || previous.employeeId === null || previous.employeeId === owner.employeeId) return;
    const ids = (await this.customers.clustersOf(tx, [customerId])).get(customerId)!;
    const now = await databaseNow(tx);
    for (const opportunity of await this.repository.lockOpenFor(tx, ids, previous.employeeId)) {
      const to = { owner: owner.employeeId, department: owner.department };
      const [next, fact] = inherited(opportunity, to, 'handed_over', now);
      await this.repository.save(tx, next);
      await this.outbox.append(tx, fact);
    }
  }
}
