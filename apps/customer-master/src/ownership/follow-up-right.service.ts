import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Customer } from '../customers/golden-records.service.js';
import { Responsibilities } from './responsibilities.service.js';

/** Why somebody may follow a customer up: the owner; who answers for it now; one of a department whose customer has no employee. */
export type FollowUpGround = 'owner' | 'responsible' | 'department';

/** No customer is followed up twice: only the owner, and whoever acts for the owner, does it. */
@Injectable()
export class FollowUpRight {
  constructor(private readonly responsibilities: Responsibilities) {}

  /** Why this user may follow the customer up; null: not at all. It holds as long as nobody changes the owner. */
  async groundOf(tx: Tx, { owner }: Customer, user: User, now: Date): Promise<FollowUpGround | null> {
    if (owner.employeeId === user.id) return 'owner';
    if (owner.employeeId === null && owner.department === user.department) return 'department';
    const responsible = (await this.responsibilities.of(tx, [owner], now))(owner);
    return responsible.employeeId === user.id ? 'responsible' : null;
  }
}
