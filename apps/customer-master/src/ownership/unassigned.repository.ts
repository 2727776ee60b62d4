import type { CustomerKind, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';

/** Why a customer needs an owner. */
export const unassignedReasons = ['no_employee', 'left', 'moved'] as const;
export type UnassignedReason = (typeof unassignedReasons)[number];

export interface UnassignedCustomer {
  customerId: string;
  kind: CustomerKind;
  department: string;
  employeeId: string | null;
  because: UnassignedReason;
  level: ValueLevel | null;
}

const columns = `c.id AS "customerId", c.kind, c.owner_department AS department, c.owner_employee_id AS "employeeId", c.level`;
const wanted = `c.merged_into IS NULL AND c.withdrawn_at IS NULL AND ($1::text IS NULL OR c.owner_department = $1)
  AND ($2::text IS NULL OR c.owner_department = $2) AND ($3::uuid IS NULL OR c.id > $3)`;

@Injectable()
export class UnassignedRepository {
  /** In the order of their ids, limited to what the user may see. */
  page(
    tx: Tx,
    department: string | undefined,
    page: { after: string | undefined; limit: number },
    { scope, department: own }: Pick<User, 'scope' | 'department'>,
  ): Promise<UnassignedCustomer[]> {
    return tx.query<UnassignedCustomer[]>(
      `SELECT * FROM (
         (SELECT ${columns}, 'no_employee' AS because FROM customer c
          WHERE ${wanted} AND c.owner_employee_id IS NULL ORDER BY c.id LIMIT $4)
         UNION ALL
         (SELECT ${columns}, CASE WHEN e.active THEN 'moved' ELSE 'left' END FROM customer c
          JOIN employee e ON e.id = c.owner_employee_id AND (NOT e.active OR e.department_id <> c.owner_department)
          WHERE ${wanted} ORDER BY c.id LIMIT $4)) AS unassigned
       ORDER BY "customerId" LIMIT $4`,
      [scope === 'all' ? null : (own ?? ''), department ?? null, page.after ?? null, page.limit],
    );
  }
}
