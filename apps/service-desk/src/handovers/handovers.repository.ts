import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Handover } from './handover.entity.js';

@Injectable()
export class HandoversRepository {
  async add(tx: Tx, handover: Handover): Promise<void> {
    await tx.insert(Handover, handover);
  }

  async save(tx: Tx, { id, state, answeredBy, answeredAt, declineReason }: Handover): Promise<void> {
    await tx.update(Handover, { id }, { state, answeredBy, answeredAt, declineReason });
  }

  find(tx: Tx, id: string): Promise<Handover | null> {
    return tx.findOneBy(Handover, { id });
  }

  /** The offer of a case that waits for its answer. */
  open(tx: Tx, caseId: string): Promise<Handover | null> {
    return tx.findOneBy(Handover, { caseId, state: 'offered' });
  }

  /** Offers to a person by name or as one of the department, behind an id. */
  async offeredTo(
    tx: Tx,
    to: { id: string; department: string | null },
    behind: string | null,
    limit: number,
  ): Promise<{ handover: Handover; caseNumber: string }[]> {
    const rows = await tx.query<(Handover & { caseNumber: string })[]>(
      `SELECT h.id, h.case_id AS "caseId", h.state, h.from_employee_id AS "fromEmployeeId", h.from_department AS "fromDepartment",
              h.to_employee_id AS "toEmployeeId", h.to_department AS "toDepartment", h.offered_by AS "offeredBy",
              h.offered_at AS "offeredAt", h.reason, h.answered_by AS "answeredBy", h.answered_at AS "answeredAt",
              h.decline_reason AS "declineReason", c.number AS "caseNumber"
       FROM handover h JOIN service_case c ON c.id = h.case_id
       WHERE h.state = 'offered' AND (h.to_employee_id = $1 OR (h.to_employee_id IS NULL AND h.to_department = $2))
         AND ($3::uuid IS NULL OR h.id > $3)
       ORDER BY h.id LIMIT $4`,
      [to.id, to.department, behind, limit],
    );
    return rows.map(({ caseNumber, ...handover }) => ({
      handover: Object.assign(new Handover(), handover),
      caseNumber,
    }));
  }
}
