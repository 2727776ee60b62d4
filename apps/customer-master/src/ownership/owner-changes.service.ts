import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import type { Owner } from '../customers/customer.shape.js';
import type { Customer } from '../customers/golden-records.service.js';
import type { OwnedBecause } from '../customers/rules/ownership.js';
import { HandOverWrites } from './hand-over-writes.js';
import { HandOversRepository } from './hand-overs.repository.js';
import { withdrawn } from './rules/hand-over.js';

/** The one way in which a customer gets another owner. */
@Injectable()
export class OwnerChanges {
  constructor(
    private readonly cards: CustomerCards,
    private readonly handOvers: HandOversRepository,
    private readonly writes: HandOverWrites,
  ) {}

  /**
   * A hand-over that waits for its answer becomes void: who offered it is not the owner any more.
   * @param customer locked, and not merged
   * @returns whether it has another owner now
   */
  async assign(tx: Tx, customer: Customer, owner: Owner, because: OwnedBecause, now: Date): Promise<boolean> {
    const facts = customer.assign(owner, because, now);
    if (facts.length === 0) return false;
    await this.cards.tell(tx, customer, facts, now);
    await this.withdrawOpenOf(tx, customer.id, now);
    return true;
  }

  /** @param customerId of a row that is locked */
  async withdrawOpenOf(tx: Tx, customerId: string, now: Date): Promise<void> {
    const open = await this.handOvers.lockOpenOf(tx, customerId);
    if (open) await this.writes.answer(tx, withdrawn(open, null, now));
  }
}
