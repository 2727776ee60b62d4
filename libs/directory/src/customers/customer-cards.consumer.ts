import type { CustomerCard, ValueLevel } from '@crm/contracts';
import { ProjectBatch, ProjectTombstone } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { IdentityChanges } from './identity-changes.js';
import { LevelChanges } from './level-changes.js';

const readModel = { name: 'customer-directory@1', tables: ['customer_card', 'customer_contact_key'] };

type Card = CustomerCard['data'];

/** Keeps the latest card of every customer id. */
@Controller()
export class CustomerCardsConsumer {
  constructor(
    private readonly identityChanges: IdentityChanges,
    private readonly levelChanges: LevelChanges,
  ) {}

  @ProjectBatch('customer.card', { readModel })
  async keep(tx: Tx, events: readonly CustomerCard[]): Promise<void> {
    const latest = latestOf(events.map(({ data }) => data));
    const known = await this.known(tx, [...latest.keys()]);
    const newer = [...latest.values()].filter((card) => card.version > (known.get(card.customerId)?.version ?? -1));
    if (newer.length === 0) return;
    await this.write(tx, newer);
    for (const { customerId, mergedInto: to, level } of newer) {
      const from = known.get(customerId)?.mergedInto ?? null;
      if (from !== to) await this.identityChanges.announce(tx, { customerId, from, to });
      const isOther = level !== (known.get(customerId)?.level ?? null);
      if (level !== null && isOther) await this.levelChanges.announce(tx, { customerId, to: level });
    }
  }

  @ProjectTombstone('crm.customer-card.v1', { readModel })
  async forget(tx: Tx, customerId: string): Promise<void> {
    await tx.query('DELETE FROM customer_card WHERE customer_id = $1', [customerId]);
  }

  private async known(
    tx: Tx,
    customerIds: string[],
  ): Promise<Map<string, { version: number; mergedInto: string | null; level: ValueLevel | null }>> {
    const rows = await tx.query<{ id: string; version: number; mergedInto: string | null; level: ValueLevel | null }[]>(
      `SELECT customer_id AS id, version, merged_into AS "mergedInto", level FROM customer_card
       WHERE customer_id = ANY($1) ORDER BY customer_id FOR UPDATE`,
      [customerIds],
    );
    return new Map(rows.map(({ id, ...card }) => [id, card]));
  }

  private async write(tx: Tx, cards: readonly Card[]): Promise<void> {
    const rows = cards.map(({ owner, ...card }) => ({
      ...card,
      employee: owner.employeeId,
      department: owner.department,
    }));
    await tx.query(
      `WITH card AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS given ("customerId" uuid, version integer, kind text,
           "displayName" text, status text, employee text, department text, level text, contactable jsonb,
           "mergedInto" uuid, "contactKeys" jsonb)
       ), replaced AS (
         DELETE FROM customer_contact_key USING card WHERE customer_id = "customerId" AND NOT EXISTS (
           SELECT FROM jsonb_to_recordset("contactKeys") AS kept (type text, key text)
           WHERE (kept.type, kept.key) = (customer_contact_key.type, customer_contact_key.key))
       )
       INSERT INTO customer_card AS known (customer_id, version, kind, display_name, status, owner_employee_id,
         owner_department, level, contactable, merged_into)
       SELECT "customerId", version, kind, "displayName", status, employee, department, level, contactable, "mergedInto"
       FROM card ORDER BY "customerId"
       ON CONFLICT (customer_id) DO UPDATE SET version = EXCLUDED.version, kind = EXCLUDED.kind,
         display_name = EXCLUDED.display_name, status = EXCLUDED.status, owner_employee_id = EXCLUDED.owner_employee_id,
         owner_department = EXCLUDED.owner_department, level = EXCLUDED.level, contactable = EXCLUDED.contactable,
         merged_into = EXCLUDED.merged_into
       WHERE known.version < EXCLUDED.version`,
      [JSON.stringify(rows)],
    );
    const keys = cards.flatMap(({ customerId, contactKeys }) => contactKeys.map((key) => ({ ...key, customerId })));
    if (keys.length === 0) return;
    await tx.query(
      `INSERT INTO customer_contact_key (customer_id, type, key)
       SELECT "customerId", type, key FROM jsonb_to_recordset($1::jsonb) AS given ("customerId" uuid, type text, key text)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(keys)],
    );
  }
}

/** The newest card of each customer, in the order in which they were told. */
function latestOf(cards: readonly Card[]): Map<string, Card> {
  const latest = new Map<string, Card>();
  for (const card of cards) {
    const before = latest.get(card.customerId);
    if (before && before.version >= card.version) continue;
    latest.delete(card.customerId);
    latest.set(card.customerId, card);
  }
  return latest;
}
