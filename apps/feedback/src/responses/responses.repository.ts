import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { currentCustomer, withinDepartment } from '../customers/current-customer.sql.js';
import { Response } from './response.entity.js';

/** A response as people read it, under the id that its customer has today; `comment` still sealed. */
export type ResponseRow = Pick<
  Response,
  'id' | 'invitationId' | 'customerId' | 'caseId' | 'nps' | 'csat' | 'comment' | 'language' | 'answeredAt'
>;

export interface ResponseFilter {
  /** Any of these ids; null: of every customer. */
  customerIds: string[] | null;
  /** Null: of every department. */
  department: string | null;
  /** Continue behind this id; null: from the newest. */
  before: string | null;
  limit: number;
}

@Injectable()
export class ResponsesRepository {
  async add(tx: Tx, response: Response): Promise<void> {
    await tx.insert(Response, response);
  }

  countOf(tx: Tx, customerIds: string[]): Promise<number> {
    return tx.countBy(Response, { customerId: In(customerIds) });
  }

  ofInvitation(tx: Tx, invitationId: string): Promise<Response | null> {
    return tx.findOneBy(Response, { invitationId });
  }

  async find(tx: Tx, id: string, department: string | null): Promise<ResponseRow | null> {
    const rows = await tx.query<ResponseRow[]>(`${selectRows} WHERE r.id = $1 AND ${withinDepartment('$2')}`, [
      id,
      department,
    ]);
    return rows[0] ?? null;
  }

  list(tx: Tx, { customerIds, department, before, limit }: ResponseFilter): Promise<ResponseRow[]> {
    return tx.query(
      `${selectRows}
       WHERE ($1::uuid[] IS NULL OR r.customer_id = ANY($1)) AND ${withinDepartment('$2')}
         AND ($3::uuid IS NULL OR r.id < $3)
       ORDER BY r.id DESC LIMIT $4`,
      [customerIds, department, before, limit],
    );
  }
}

const selectRows = `
  SELECT r.id, r.invitation_id AS "invitationId", customer.customer_id AS "customerId", r.case_id AS "caseId", r.nps, r.csat,
         r.comment, r.language, r.answered_at AS "answeredAt"
  FROM response r ${currentCustomer('r.customer_id')}`;
