import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { currentCustomer, withinDepartment } from '../customers/current-customer.sql.js';
import { Invitation, type InvitationState } from './invitation.entity.js';

/** An invitation as people read it: without its token's hash, under the id that its customer has today. */
export type InvitationRow = Pick<
  Invitation,
  | 'id'
  | 'version'
  | 'customerId'
  | 'caseId'
  | 'cycle'
  | 'state'
  | 'suppressionReason'
  | 'plannedAt'
  | 'requestedAt'
  | 'sentAt'
  | 'openedAt'
  | 'respondedAt'
  | 'validUntil'
>;

export interface InvitationFilter {
  state: InvitationState | null;
  /** Any of these ids; null: of every customer. */
  customerIds: string[] | null;
  /** Null: of every department. */
  department: string | null;
  /** Continue behind this id; null: from the newest. */
  before: string | null;
  limit: number;
}

@Injectable()
export class InvitationsRepository {
  /** False when this closing of the case has its invitation already; waits for a competing transaction to decide. */
  async add(tx: Tx, invitation: Invitation): Promise<boolean> {
    const { id, version, customerId, caseId, cycle, state, plannedAt } = invitation;
    const rows = await tx.query<unknown[]>(
      `INSERT INTO invitation (id, version, customer_id, case_id, cycle, state, planned_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id, cycle) DO NOTHING RETURNING 1`,
      [id, version, customerId, caseId, cycle, state, plannedAt],
    );
    return rows.length > 0;
  }

  async save(tx: Tx, invitation: Invitation): Promise<void> {
    const { id, ...changes } = invitation;
    await tx.update(Invitation, { id }, changes);
  }

  lock(tx: Tx, by: { id: string } | { tokenHash: string } | { messageId: string }): Promise<Invitation | null> {
    return tx.findOne(Invitation, { where: by, lock: { mode: 'pessimistic_write' } });
  }

  list(tx: Tx, filter: InvitationFilter): Promise<InvitationRow[]> {
    return tx.query(
      `SELECT i.id, i.version, customer.customer_id AS "customerId", i.case_id AS "caseId", i.cycle, i.state,
              i.suppression_reason AS "suppressionReason", i.planned_at AS "plannedAt", i.requested_at AS "requestedAt",
              i.sent_at AS "sentAt", i.opened_at AS "openedAt", i.responded_at AS "respondedAt",
              i.valid_until AS "validUntil"
       FROM invitation i ${currentCustomer('i.customer_id')}
       WHERE ($1::text IS NULL OR i.state = $1) AND ($2::uuid[] IS NULL OR i.customer_id = ANY($2))
         AND ${withinDepartment('$3')} AND ($4::uuid IS NULL OR i.id < $4)
       ORDER BY i.id DESC LIMIT $5`,
      [filter.state, filter.customerIds, filter.department, filter.before, filter.limit],
    );
  }
}
