import type { ContactPointType, MessageChannel, MessagePurpose, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** What this service knows of a customer: the survivor's card, whichever id was asked for. */
export interface KnownCustomer {
  /** The id that survives; equal to the asked id unless that was merged away. */
  customerId: string;
  kind: 'person' | 'organisation';
  /** An organisation's name; null for a person. */
  displayName: string | null;
  status: string;
  ownerEmployeeId: string | null;
  ownerDepartment: string;
  /** Null before analytics has scored the customer. */
  level: ValueLevel | null;
  contactable: { channel: MessageChannel; purpose: MessagePurpose }[];
}

/**
 * The read copy of customer-master's cards. Rows of business tables keep the customer id they first saw; every question
 * "whose is this now?" is answered here. An event may come before its customer's card: then nothing is known, which
 * means not contactable and no level, never an error.
 */
@Injectable()
export class CustomerDirectory {
  /** The id that survives of a merged one; the id itself when it is not merged or not known. */
  async survivorOf(tx: Tx, customerId: string): Promise<string> {
    const rows = await tx.query<{ survivor: string }[]>(
      `WITH RECURSIVE ${chain} SELECT id AS survivor FROM (${endOfChain}) survivor`,
      [customerId],
    );
    return rows[0]!.survivor;
  }

  /** Every id that is the same customer today, the survivor first: what business rows may carry. */
  async clusterOf(tx: Tx, customerId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `WITH RECURSIVE ${chain}, cluster AS (
         SELECT id, 0 AS depth FROM (${endOfChain}) survivor
         UNION ALL
         SELECT card.customer_id, cluster.depth + 1 FROM cluster JOIN customer_card card ON card.merged_into = cluster.id
         WHERE cluster.depth < 50)
       SELECT id FROM cluster ORDER BY depth, id`,
      [customerId],
    );
    return rows.map((row) => row.id);
  }

  /** The survivor's card; null while none has arrived. */
  async find(tx: Tx, customerId: string): Promise<KnownCustomer | null> {
    const rows = await tx.query<KnownCustomer[]>(
      `WITH RECURSIVE ${chain} ${selectCard} WHERE customer_id = (${endOfChain})`,
      [customerId],
    );
    return rows[0] ?? null;
  }

  /** Customers (survivors) that own a contact point, by the key from `ContactKeys`. A switchboard has many. */
  async findByContactKey(tx: Tx, type: ContactPointType, key: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      'SELECT customer_id AS id FROM customer_contact_key WHERE type = $1 AND key = $2 ORDER BY customer_id LIMIT 50',
      [type, key],
    );
    const survivors = await Promise.all(rows.map((row) => this.survivorOf(tx, row.id)));
    return [...new Set(survivors)];
  }

  /** Whether a message for this purpose may go to the customer now, on any channel. */
  async isContactable(tx: Tx, customerId: string, purpose: MessagePurpose): Promise<boolean> {
    const card = await this.find(tx, customerId);
    return card?.contactable.some((way) => way.purpose === purpose) ?? false;
  }
}

/** From the id that is asked for ($1) to the one that survives. */
const chain = `chain AS (
  SELECT $1::uuid AS id, 0 AS depth
  UNION ALL
  SELECT card.merged_into, chain.depth + 1 FROM chain JOIN customer_card card ON card.customer_id = chain.id
  WHERE card.merged_into IS NOT NULL AND chain.depth < 50)`;

const endOfChain = 'SELECT id FROM chain ORDER BY depth DESC LIMIT 1';

const selectCard = `
  SELECT customer_id AS "customerId", kind, display_name AS "displayName", status, owner_employee_id AS "ownerEmployeeId",
         owner_department AS "ownerDepartment", level, contactable
  FROM customer_card`;
