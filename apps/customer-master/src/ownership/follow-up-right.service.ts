import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';
import { CustomersService } from '../customers/customers.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { Responsibilities } from './responsibilities.service.js';

/** Why somebody may follow a customer up: the owner; who answers for it now; one of a department whose customer has no employee; who assigns owners there. */
export type FollowUpGround = 'owner' | 'responsible' | 'department' | 'assigner';

/** Whether somebody may follow a customer up, and whose it is. */
export type FollowUpAnswer =
  | { allowed: true; because: FollowUpGround; customerId: string; owner: Owner }
  | { allowed: false; customerId: string; owner: Owner };

/** No customer is followed up twice: only the owner, and whoever acts for the owner, does it. For all folders. */
@Injectable()
export class FollowUpRight {
  constructor(
    private readonly customers: CustomersService,
    private readonly golden: GoldenRecords,
    private readonly responsibilities: Responsibilities,
  ) {}

  /**
   * Reads only. The answer holds as long as nobody changes the owner: lock the customer where that matters.
   * @param customerId any id of the customer; the answer names the survivor
   * @throws NotFound for an unknown id; of a customer out of the user's scope the answer is no
   */
  async mayFollowUp(tx: Tx, customerId: string, user: User, now: Date): Promise<FollowUpAnswer> {
    const [customer] = await this.golden.read(tx, [await this.customers.survivorOf(tx, customerId)]);
    const because = await this.groundOf(tx, customer!, user, now);
    const { id, owner } = customer!;
    return because ? { allowed: true, because, customerId: id, owner } : { allowed: false, customerId: id, owner };
  }

  /** As `mayFollowUp`, of a customer that was read already; null: no. */
  async groundOf(tx: Tx, { owner }: Customer, user: User, now: Date): Promise<FollowUpGround | null> {
    if (owner.employeeId === user.id) return 'owner';
    const isOfDepartment = owner.department === user.department;
    if (owner.employeeId === null && isOfDepartment) return 'department';
    if (can(user, 'customer:assign') && (user.scope === 'all' || isOfDepartment)) return 'assigner';
    const responsible = (await this.responsibilities.of(tx, [owner], now))(owner);
    return responsible.employeeId === user.id ? 'responsible' : null;
  }
}
