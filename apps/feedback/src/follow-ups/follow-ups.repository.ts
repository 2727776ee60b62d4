import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { currentCustomer, withinDepartment } from '../customers/current-customer.sql.js';
import { FollowUp, type FollowUpState } from './follow-up.entity.js';

/** A follow-up as people read it, under the id that its customer has today. */
export type FollowUpRow = Omit<FollowUp, 'closedCycle' | 'caseOpened' | 'caseClosed'>;

export interface FollowUpFilter {
  state: FollowUpState | null;
  /** Null: of every department. */
  department: string | null;
  /** Continue behind this id; null: from the newest. */
  before: string | null;
  limit: number;
}

@Injectable()
export class FollowUpsRepository {
  async add(tx: Tx, followUp: FollowUp): Promise<void> {
    await tx.insert(FollowUp, followUp);
  }

  async save(tx: Tx, followUp: FollowUp): Promise<void> {
    const { id, ...changes } = followUp;
    await tx.update(FollowUp, { id }, changes);
  }

  /** One; of a case several, where cases were merged. */
  lock(tx: Tx, by: { id: string } | { followUpCaseId: string }): Promise<FollowUp[]> {
    return tx.find(FollowUp, { where: by, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  hasCase(tx: Tx, followUpCaseId: string): Promise<boolean> {
    return tx.existsBy(FollowUp, { followUpCaseId });
  }

  list(tx: Tx, { state, department, before, limit }: FollowUpFilter): Promise<FollowUpRow[]> {
    return tx.query(
      `SELECT f.id, f.version, f.response_id AS "responseId", customer.customer_id AS "customerId", f.case_id AS "caseId",
              f.reason, f.score, f.state, f.follow_up_case_id AS "followUpCaseId", f.requested_at AS "requestedAt",
              f.closed_at AS "closedAt"
       FROM follow_up f ${currentCustomer('f.customer_id')}
       WHERE ($1::text IS NULL OR f.state = $1) AND ${withinDepartment('$2')} AND ($3::uuid IS NULL OR f.id < $3)
       ORDER BY f.id DESC LIMIT $4`,
      [state, department, before, limit],
    );
  }
}
