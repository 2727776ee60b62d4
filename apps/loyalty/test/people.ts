import { type User, userOf } from '@crm/platform/auth';
import type { DataSource } from 'typeorm';

/** Users as their tokens would make them. */
export const agentOf = (department: string): User => userOf({ sub: 'E1001', roles: ['agent'], department })!;
export const manager: User = userOf({ sub: 'E1000', roles: ['manager'] })!;
export const admin: User = userOf({ sub: 'E1006', roles: ['admin'] })!;

/** What the directory has read of customer-master's card. */
export async function knowCustomer(
  database: DataSource,
  customerId: string,
  wish: { department?: string; mergedInto?: string | null } = {},
): Promise<void> {
  await database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, merged_into)
     VALUES ($1, 1, 'organisation', 'active', $2, '[]', $3)
     ON CONFLICT (customer_id) DO UPDATE
     SET version = customer_card.version + 1, owner_department = excluded.owner_department, merged_into = excluded.merged_into`,
    [customerId, wish.department ?? 'service', wish.mergedInto ?? null],
  );
}
