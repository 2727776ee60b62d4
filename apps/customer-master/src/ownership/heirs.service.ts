import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../customers/actor.js';
import type { Owner } from '../customers/customer.shape.js';
import { CustomerViews } from '../customers/customer-views.service.js';
import { Colleagues } from '../employees/colleagues.service.js';

/** Work on a customer that somebody left behind. */
export interface Inheritance {
  customerId: string;
  /** Of whoever left. */
  department: string;
}

/** Who goes on with the work of an employee who has left. */
@Injectable()
export class Heirs {
  constructor(
    private readonly views: CustomerViews,
    private readonly colleagues: Colleagues,
  ) {}

  /** Whether their work can be handed on: they have left, and all customers of theirs have got another owner. */
  async of(tx: Tx, leaver: string): Promise<'not_left' | 'too_early' | 'ready'> {
    if (!(await this.colleagues.hasLeft(tx, leaver))) return 'not_left';
    const theirs = await tx.query<unknown[]>(
      'SELECT FROM customer WHERE owner_employee_id = $1 AND merged_into IS NULL AND withdrawn_at IS NULL LIMIT 1',
      [leaver],
    );
    return theirs.length > 0 ? 'too_early' : 'ready';
  }

  /** Who owns the customer, else who led the one who left, or the department of the customer; undefined: nobody. */
  async heirOf(
    tx: Tx,
    { customerId, department }: Inheritance,
    leaver: string,
    now: Date,
  ): Promise<{ employeeId: string; department: string } | undefined> {
    const owner = await this.ownerOf(tx, customerId);
    const isHere = owner?.employeeId && !(await this.colleagues.hasLeft(tx, owner.employeeId));
    if (isHere && owner.employeeId) return { employeeId: owner.employeeId, department: owner.department };
    const leader =
      (await this.colleagues.leaderOf(tx, leaver, department, now)) ??
      (owner && (await this.colleagues.headOf(tx, owner.department, now)));
    if (!leader?.employeeId) return undefined;
    const own = await this.colleagues.departmentOf(tx, leader.employeeId);
    return { employeeId: leader.employeeId, department: own ?? department };
  }

  /** Who owns it now; undefined for a customer that is withdrawn: it has none. */
  async ownerOf(tx: Tx, customerId: string): Promise<Owner | undefined> {
    try {
      return (await this.views.survivorFor(tx, customerId, systemActor('heirs'))).owner;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}
