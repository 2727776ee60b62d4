import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';
import type { Customer } from '../customers/golden-records.service.js';
import { mayRuleMove } from '../customers/rules/ownership.js';
import { Staff } from '../employees/staff.service.js';
import { traitsOf } from './customer-traits.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerChoice } from './owner-choice.service.js';
import { OwnerRules } from './owner-rules.service.js';
import { firstFitting } from './rules/owner-rules.js';

/** Who follows an employee who has left. */
@Injectable()
export class LeaverSuccession {
  constructor(
    private readonly staff: Staff,
    private readonly rules: OwnerRules,
    private readonly choice: OwnerChoice,
    private readonly owners: OwnerChanges,
  ) {}

  async hasLeft(tx: Tx, employeeId: string): Promise<boolean> {
    return (await this.staff.colleague(tx, employeeId))?.active === false;
  }

  /** In the order of their ids. */
  async customersOf(tx: Tx, employeeId: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer WHERE owner_employee_id = $1 AND merged_into IS NULL AND withdrawn_at IS NULL ORDER BY id LIMIT $2`,
      [employeeId, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** @param customers locked; those that got another owner, were merged away or withdrawn, meanwhile are left alone */
  async replace(tx: Tx, customers: readonly Customer[], leaver: string, now: Date): Promise<void> {
    const theirs = customers.filter(
      ({ owner, mergedInto, withdrawnAt }) =>
        owner.employeeId === leaver && mergedInto === null && withdrawnAt === null,
    );
    const traits = await traitsOf(tx, theirs);
    const { rules } = await this.rules.active(tx);
    for (const customer of theirs) {
      const { department } = customer.owner;
      const rule = firstFitting(rules, traits.get(customer.id)!);
      // A department that a person chose stays: a rule then only says who of it is next.
      const isForRules = rule && (mayRuleMove(customer) || rule.assign.department === department);
      const owner: Owner = isForRules
        ? (await this.choice.choose(tx, rules, traits.get(customer.id)!, now)).owner
        : { employeeId: null, department };
      await this.owners.assign(tx, customer, owner, { cause: 'leaver', by: null }, now);
    }
  }
}
