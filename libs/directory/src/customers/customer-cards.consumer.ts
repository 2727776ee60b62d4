import type { CustomerCard } from '@crm/contracts';
import { Project, ProjectTombstone } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { IdentityChanges } from './identity-changes.js';

const readModel = 'customer-directory@1';

/** Keeps the latest card of every customer id. */
@Controller()
export class CustomerCardsConsumer {
  constructor(private readonly identityChanges: IdentityChanges) {}

  @Project('customer.card', { readModel })
  async keep(tx: Tx, event: CustomerCard): Promise<void> {
    const card = event.data;
    const [known] = await tx.query<{ version: number; mergedInto: string | null }[]>(
      'SELECT version, merged_into AS "mergedInto" FROM customer_card WHERE customer_id = $1 FOR UPDATE',
      [card.customerId],
    );
    if (known && known.version >= card.version) return;
    await tx.query(
      `INSERT INTO customer_card (customer_id, version, kind, display_name, status, owner_employee_id, owner_department,
         level, contactable, merged_into)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (customer_id) DO UPDATE SET version = $2, kind = $3, display_name = $4, status = $5,
         owner_employee_id = $6, owner_department = $7, level = $8, contactable = $9, merged_into = $10`,
      [
        card.customerId,
        card.version,
        card.kind,
        card.displayName,
        card.status,
        card.owner.employeeId,
        card.owner.department,
        card.level,
        JSON.stringify(card.contactable),
        card.mergedInto,
      ],
    );
    await tx.query('DELETE FROM customer_contact_key WHERE customer_id = $1', [card.customerId]);
    await tx.query(
      `INSERT INTO customer_contact_key (customer_id, type, key)
       SELECT $1, type, key FROM jsonb_to_recordset($2::jsonb) AS given (type text, key text) ON CONFLICT DO NOTHING`,
      [card.customerId, JSON.stringify(card.contactKeys)],
    );
    const before = known?.mergedInto ?? null;
    if (before !== card.mergedInto) {
      await this.identityChanges.announce(tx, { customerId: card.customerId, from: before, to: card.mergedInto });
    }
  }

  @ProjectTombstone('crm.customer-card.v1', { readModel })
  async forget(tx: Tx, customerId: string): Promise<void> {
    await tx.query('DELETE FROM customer_card WHERE customer_id = $1', [customerId]);
  }
}
