import type { ClaimPurpose } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../customers/customer.shape.js';

/** Somebody wanted to follow a customer up. */
export interface Claim {
  id: string;
  /** As written; may be merged since. */
  customerId: string;
  state: 'granted' | 'refused';
  purpose: ClaimPurpose;
  claimedBy: string;
  claimantDepartment: string | null;
  claimedAt: Date;
  /** After the claim. */
  owner: Owner;
  handOverId: string | null;
}

type Row = Omit<Claim, 'owner'> & { employeeId: string | null; department: string };

/** Events by which somebody was in touch with a customer. */
const contacts = ['intake.recorded', 'interaction.recorded'];

@Injectable()
export class ClaimsRepository {
  async add(tx: Tx, claim: Claim): Promise<void> {
    const { id, customerId, state, purpose, claimedBy, claimantDepartment, claimedAt, owner, handOverId } = claim;
    await tx.query(
      `INSERT INTO customer_claim (id, customer_id, state, purpose, claimed_by, claimant_department, claimed_at, owner_employee_id,
         owner_department, hand_over_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        customerId,
        state,
        purpose,
        claimedBy,
        claimantDepartment,
        claimedAt,
        owner.employeeId,
        owner.department,
        handOverId,
      ],
    );
  }

  /** Of these ids, the newest first. */
  async page(tx: Tx, customerIds: readonly string[], before: string | undefined, limit: number): Promise<Claim[]> {
    const rows = await tx.query<Row[]>(
      `SELECT id, customer_id AS "customerId", state, purpose, claimed_by AS "claimedBy",
              claimant_department AS "claimantDepartment", claimed_at AS "claimedAt", owner_employee_id AS "employeeId",
              owner_department AS department, hand_over_id AS "handOverId"
       FROM customer_claim WHERE customer_id = ANY($1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [customerIds, before ?? null, limit],
    );
    return rows.map(({ employeeId, department, ...row }) => ({ ...row, owner: { employeeId, department } }));
  }

  /** When somebody was last in touch with the customer, as far as the timeline knows. */
  async lastContactAt(tx: Tx, customerIds: readonly string[]): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      'SELECT max(at) AS at FROM overview_timeline WHERE customer_id = ANY($1) AND type = ANY($2)',
      [customerIds, contacts],
    );
    return row!.at;
  }
}
