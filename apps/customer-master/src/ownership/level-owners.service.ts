import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { mayRuleMove } from '../customers/rules/ownership.js';
import { traitsOf } from './customer-traits.js';
import { OwnerChanges } from './owner-changes.service.js';
import { OwnerChoice } from './owner-choice.service.js';
import { OwnerRules } from './owner-rules.service.js';

/** Moves a customer whose value level changed, by rules that ask for it. */
@Injectable()
export class LevelOwners {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly rules: OwnerRules,
    private readonly choice: OwnerChoice,
    private readonly owners: OwnerChanges,
  ) {}

  /** @throws NotFound */
  async review(tx: Tx, customerId: string, level: ValueLevel, now: Date): Promise<void> {
    const { rules } = await this.rules.active(tx);
    if (!rules.some(({ reevaluate }) => reevaluate)) return;
    const customer = await this.golden.lockSurvivor(tx, customerId);
    if (!mayRuleMove(customer)) return;
    const traits = { ...(await traitsOf(tx, [customer])).get(customer.id)!, level };
    const { owner, cause, rule } = await this.choice.review(tx, rules, traits, customer.owner, now);
    if (rule?.reevaluate) await this.owners.assign(tx, customer, owner, { cause, by: null }, now);
  }
}
