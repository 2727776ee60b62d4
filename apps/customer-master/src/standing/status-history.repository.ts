import type { CustomerStatus, StatusCause } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { StatusReason } from '../customers/customer.shape.js';

/** One change of a customer's status. */
export interface StatusChange {
  id: string;
  /** The id that it happened to, which may be merged since. */
  customerId: string;
  from: CustomerStatus;
  to: CustomerStatus;
  statusReason: StatusReason | null;
  rule: StatusCause;
  by: string | null;
  at: Date;
}

@Injectable()
export class StatusHistoryRepository {
  /** Of these ids, the change that was made last first; the times may be in another order, since purchases are told late. */
  page(tx: Tx, customerIds: readonly string[], before: string | undefined, limit: number): Promise<StatusChange[]> {
    return tx.query<StatusChange[]>(
      `SELECT id, customer_id AS "customerId", from_status AS "from", to_status AS "to", reason AS "statusReason", rule,
              made_by AS "by", changed_at AS "at"
       FROM customer_status_change WHERE customer_id = ANY($1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [customerIds, before ?? null, limit],
    );
  }
}
