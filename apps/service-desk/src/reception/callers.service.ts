import type { ContactPointType, ValueLevel } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { ContactKeys, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** Finds out whose contact it is. */
@Injectable()
export class CallersService {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly contactKeys: ContactKeys,
  ) {}

  /** The one customer who has this contact point (normalised); null: nobody, or several (a switchboard). */
  async recognise(tx: Tx, contact: { type: ContactPointType; value: string }): Promise<string | null> {
    const key = this.contactKeys.keyOf(contact.type, contact.value);
    const holders = await this.customers.findByContactKey(tx, contact.type, key);
    return holders.length === 1 ? holders[0]! : null;
  }

  /** Every id that is this customer today, the survivor first. */
  idsOf(tx: Tx, customerId: string): Promise<string[]> {
    return this.customers.clusterOf(tx, customerId);
  }

  async levelOf(tx: Tx, customerId: string): Promise<ValueLevel | null> {
    return (await this.customers.find(tx, customerId))?.level ?? null;
  }
}
