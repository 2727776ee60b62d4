import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { industryOf } from '../attributes/rules/definitions.js';
import type { Actor } from '../customers/actor.js';
import type { CustomerFacts, Owner } from '../customers/customer.shape.js';
import type { OwnedBecause } from '../customers/rules/ownership.js';
import { Staff } from '../employees/staff.service.js';
import { OwnerChoice } from './owner-choice.service.js';
import { OwnerRules } from './owner-rules.service.js';
import { type ChosenOwner, chosenOwner, type OwnerWish } from './rules/first-owner.js';
import type { CustomerTraits } from './rules/owner-rules.js';

/** Somebody who is being registered. */
export interface Newcomer {
  by: Actor;
  wish: OwnerWish | undefined;
  facts: CustomerFacts;
  /** The system that names it. */
  source: string;
  now: Date;
}

export interface FirstOwner {
  owner: Owner;
  ownedBecause: OwnedBecause;
}

/**
 * The owner of a new customer, never nobody: whoever registers it as a salesperson; whom the request names; whom the rules
 * choose; the default department. Nobody is refused because of a wish: of a department that is not known nothing is left
 * of it, of an employee who has left, or works elsewhere, the department.
 */
@Injectable()
export class FirstOwners {
  constructor(
    private readonly rules: OwnerRules,
    private readonly choice: OwnerChoice,
    private readonly staff: Staff,
  ) {}

  async of(tx: Tx, { by, wish, facts, source, now }: Newcomer): Promise<FirstOwner> {
    const chosen = chosenOwner(by, wish);
    const owner = chosen && (await this.possible(tx, chosen, by));
    if (chosen && owner) return { owner, ownedBecause: { cause: chosen.cause, by: by.id } };
    const { rules } = await this.rules.active(tx);
    const choice = await this.choice.choose(tx, rules, traitsOfNew(facts, source), now);
    return { owner: choice.owner, ownedBecause: { cause: choice.cause, by: null } };
  }

  private async possible(tx: Tx, { employeeId, department, cause }: ChosenOwner, by: Actor): Promise<Owner | null> {
    const employee = employeeId === null ? null : await this.staff.colleague(tx, employeeId);
    const place = department ?? employee?.departmentId;
    if (place === undefined) return null;
    const known = await this.staff.knows(tx, place);
    // What the token of a user says of the user's own department is not doubted.
    if (place !== by.department && known.departments && !known.department) return null;
    const isPossible = employee
      ? employee.active && (cause === 'registered' || employee.departmentId === place)
      : cause === 'registered' || !known.employees;
    return { employeeId: isPossible ? employeeId : null, department: place };
  }
}

const traitsOfNew = ({ kind, addresses, attributes }: CustomerFacts, source: string): CustomerTraits => ({
  kind,
  regions: (addresses ?? []).flatMap(({ region }) => region ?? []),
  industry: industryOf(attributes),
  level: null,
  productCategories: [],
  sources: [source],
});
