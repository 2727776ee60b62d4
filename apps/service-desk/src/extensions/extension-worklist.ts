import type { CaseState } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Extension, type ExtensionState } from './extension.entity.js';
import { cellOf, type ReadableExtension } from './extensions.service.js';

/** An extension with what tells an approver how urgent it is. */
export interface ListedExtension extends ReadableExtension {
  caseNumber: string;
  caseState: CaseState;
  caseDueAt: Date;
}

type Row = Pick<ListedExtension, 'caseNumber' | 'caseState' | 'caseDueAt'> & { id: string };

/** The requests for more time of all cases that somebody answers for. */
@Injectable()
export class ExtensionWorklist {
  constructor(private readonly cipher: FieldCipher) {}

  /** In the order of the requests, behind an id. */
  async list(
    tx: Tx,
    viewer: User,
    state: ExtensionState,
    behind: string | null,
    limit: number,
  ): Promise<ListedExtension[]> {
    // A user of department scope without one sees no department's cases: none is named ''.
    const department = viewer.scope === 'all' ? null : (viewer.department ?? '');
    const rows = await tx.query<Row[]>(
      `SELECT e.id, c.number AS "caseNumber", c.state AS "caseState", c.due_at AS "caseDueAt"
       FROM sla_extension e JOIN service_case c ON c.id = e.case_id
       WHERE e.state = $1 AND ($2::uuid IS NULL OR e.id > $2)
         AND ($3::text IS NULL OR c.owner_department = $3 OR c.owner_employee_id = $4)
       ORDER BY e.id LIMIT $5`,
      [state, behind, department, viewer.id, limit],
    );
    const extensions = await tx.findBy(Extension, { id: In(rows.map(({ id }) => id)) });
    const byId = new Map(extensions.map((extension) => [extension.id, extension]));
    const listed = rows.map(({ id, ...ofCase }) => ({ extension: byId.get(id)!, ...ofCase }));
    const cells = listed.map(({ extension: { id, reason } }) => ({ cell: cellOf(id), sealed: reason }));
    const reasons = await this.cipher.openAll(tx, cells);
    return listed.map((one, at) => ({ ...one, reason: reasons[at]! }));
  }
}
