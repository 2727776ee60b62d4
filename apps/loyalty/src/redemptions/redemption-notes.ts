import { type Cell, FieldCipher, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Redemption } from './redemption.entity.js';

/** Notes are free text about a customer, so they are sealed under the customer's key. */
@Injectable()
export class RedemptionNotes {
  constructor(private readonly cipher: FieldCipher) {}

  seal(tx: Tx, customerId: string, redemptionId: string, note: string): Promise<string> {
    return this.cipher.seal(tx, customerId, cellOf(redemptionId), note);
  }

  /** Null where there is none, or the user may not read what staff wrote. */
  async read(tx: Tx, redemption: Redemption, user: User): Promise<string | null> {
    if (redemption.note === null || !can(user, 'loyalty:read-text')) return null;
    return this.cipher.open(tx, cellOf(redemption.id), redemption.note);
  }
}

const cellOf = (redemptionId: string): Cell => ({ table: 'redemption', column: 'note', row: redemptionId });
