import type { ClaimPurpose } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Owner } from '../customers/customer.shape.js';
import type { Customer } from '../customers/golden-records.service.js';
import { ClaimRefusals } from './claim-refusals.service.js';
import { type Claim, ClaimsRepository } from './claims.repository.js';
import { traitsOf } from './customer-traits.js';
import { FollowUpRight } from './follow-up-right.service.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerRules } from './owner-rules.service.js';
import { firstFitting } from './rules/owner-rules.js';
import { mayRuleMove } from '../customers/rules/ownership.js';

/** What somebody wants to follow a customer up for. */
export interface ClaimWish {
  purpose: ClaimPurpose;
  /** Ask for the customer where somebody else owns it. */
  requestHandOver: boolean;
}

/** Before somebody follows a customer up, it has to be theirs: so two never follow up the same one. */
@Injectable()
export class Claims {
  constructor(
    private readonly repository: ClaimsRepository,
    private readonly right: FollowUpRight,
    private readonly rules: OwnerRules,
    private readonly owners: OwnerChanges,
    private readonly refusals: ClaimRefusals,
  ) {}

  /**
   * Granted to the owner and whoever answers for the owner now. A customer without an employee goes to the claimant, where
   * it is the claimant's department's, or where no person chose its department and no rule gives it to another one.
   * @param customer locked, and not merged
   * @returns the claim, granted or refused; a refused one was told to the owner
   */
  async make(tx: Tx, customer: Customer, wish: ClaimWish, by: User, now: Date): Promise<Claim> {
    const claimant = { claimedBy: by.id, claimantDepartment: by.department, claimedAt: now };
    const made = { id: newId(), customerId: customer.id, purpose: wish.purpose, ...claimant };
    if (!(await this.isGranted(tx, customer, by, now)))
      return this.refusals.refuse(tx, customer, made, wish.requestHandOver ? by : null, now);
    const claim: Claim = { ...made, state: 'granted', owner: customer.owner, handOverId: null };
    await this.repository.add(tx, claim);
    return claim;
  }

  private async isGranted(tx: Tx, customer: Customer, by: User, now: Date): Promise<boolean> {
    const ground = await this.right.groundOf(tx, customer, by, now);
    if (ground === 'owner' || ground === 'responsible') return true;
    if (customer.owner.employeeId !== null || by.department === null) return false;
    const mine: Owner = { employeeId: by.id, department: by.department };
    const isFree = ground === 'department' || (await this.isFreeFor(tx, customer, by.department));
    if (isFree) await this.owners.assign(tx, customer, mine, { cause: 'claimed', by: by.id }, now);
    return isFree;
  }

  /** Of another department, which no person chose: the rules have to want it in the claimant's, or nowhere. */
  private async isFreeFor(tx: Tx, customer: Customer, department: string): Promise<boolean> {
    if (!mayRuleMove(customer)) return false;
    const { rules } = await this.rules.active(tx);
    const rule = firstFitting(rules, (await traitsOf(tx, [customer])).get(customer.id)!);
    return rule === undefined || rule.assign.department === department;
  }
}
