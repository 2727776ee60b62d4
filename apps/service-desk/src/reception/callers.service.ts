import type { ContactPointType, ValueLevel } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { ContactKeys, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { CaseCaller } from '../cases/cases.service.js';
import { callerName } from '../cases/rules/caller-name.js';

/** Who a contact is from. `contactKey` is set where the contact point belongs to nobody else. */
export interface Caller extends CaseCaller {
  /** Null: nobody known. */
  customerId: string | null;
  /** Keyed hash of the contact point, whoever has it; null: none was told. */
  toldContactKey: string | null;
  /** What contacts of one person have in common: locks on these make one of them wait for the other. */
  names: string[];
}

/** Finds out whose contact it is. */
@Injectable()
export class CallersService {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly contactKeys: ContactKeys,
  ) {}

  /**
   * The customer that is told, else the one who has the contact point (normalised). A contact point that no customer has
   * is a person by itself; one that several have (a switchboard) is nobody.
   */
  async identify(
    tx: Tx,
    told: { customerId: string | null; contact: { type: ContactPointType; value: string } | null },
  ): Promise<Caller> {
    const { contact } = told;
    const toldContactKey = contact && this.contactKeys.keyOf(contact.type, contact.value);
    const holders = toldContactKey ? await this.customers.findByContactKey(tx, contact!.type, toldContactKey) : [];
    const customerId = told.customerId ?? (holders.length === 1 ? holders[0]! : null);
    const customerIds = customerId === null ? [] : await this.customers.clusterOf(tx, customerId);
    const isOwn = holders.length === 0 || (holders.length === 1 && customerIds.includes(holders[0]!));
    const contactKey = isOwn ? toldContactKey : null;
    return {
      ...{ customerId, customerIds, contactKey, toldContactKey },
      names: [
        ...customerIds.slice(0, 1).map((id) => callerName(id)),
        ...(contactKey === null ? [] : [callerName(contactKey)]),
      ],
    };
  }

  /** Whether the card of the customer that is named is here; null: none is named. */
  async isKnown(tx: Tx, customerId: string | null): Promise<boolean | null> {
    return customerId === null ? null : (await this.customers.find(tx, customerId)) !== null;
  }

  async levelOf(tx: Tx, customerId: string): Promise<ValueLevel | null> {
    return (await this.customers.find(tx, customerId))?.level ?? null;
  }
}
