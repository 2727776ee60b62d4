import type { CustomerOwnerChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { Heirs } from '../ownership/heirs.service.js';
import { FollowUpsRepository } from './follow-ups.repository.js';
import { reassigned } from './rules/follow-up.js';

/**
 * What the owner of a customer had to do there goes to who owns it now, also where the change is heard of late;
 * what somebody else has to do stays theirs.
 */
@Injectable()
export class HandedOver {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly customers: CustomersService,
    private readonly heirs: Heirs,
    private readonly outbox: Outbox,
  ) {}

  async move(tx: Tx, { customerId, previous }: CustomerOwnerChanged['data']): Promise<void> {
    const owner = previous.employeeId === null ? undefined : await this.heirs.ownerOf(tx, customerId);
    if (!owner || previous.employeeId === null || previous.employeeId === owner.employeeId) return;
    const ids = (await this.customers.clustersOf(tx, [customerId])).get(customerId)!;
    const now = await databaseNow(tx);
    for (const followUp of await this.repository.lockOpenFor(tx, ids, previous.employeeId)) {
      // Without an employee the department as a whole has to do it.
      const to = { assignee: owner.employeeId, department: owner.department };
      const [next, fact] = reassigned(followUp, to, 'handed_over', now);
      await this.repository.save(tx, next);
      await this.outbox.append(tx, fact);
    }
  }
}
