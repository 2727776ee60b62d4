import type { CustomerCard, EventByType } from '@crm/contracts';
import { expect } from '@jest/globals';
import { CustomersRepository } from '../src/customers/customers.repository.js';
import type { CustomerMasterApp } from './customer-master-app.js';

/** Everything derived of a customer: the golden record and what it is found by. */
export async function derivedOf(app: CustomerMasterApp, id: string): Promise<unknown> {
  return app.run(async (tx) => {
    const [row] = await app.app.get(CustomersRepository).find(tx, [id]);
    const identifiers = await tx.query(
      'SELECT type, key, contested FROM customer_identifier WHERE customer_id = $1 ORDER BY 1, 2',
      [id],
    );
    const contacts = await tx.query(
      'SELECT type, key, channel FROM customer_contact WHERE customer_id = $1 ORDER BY 1, 2',
      [id],
    );
    const { golden, status, mergedInto, displayName, searchNames, nameTokens, nameKeys } = row!;
    return { golden, status, mergedInto, displayName, searchNames, nameTokens, nameKeys, identifiers, contacts };
  });
}

/** What must hold of all customers whatever was done to them, and by how many at once. */
export async function expectInvariants(app: CustomerMasterApp): Promise<void> {
  await app.run(async (tx) => {
    const openTwice = await tx.query(
      'SELECT record_id FROM membership WHERE valid_to IS NULL GROUP BY record_id HAVING count(*) > 1',
    );
    const homeless = await tx.query(
      `SELECT id FROM source_record WHERE NOT EXISTS (SELECT FROM membership WHERE record_id = source_record.id AND valid_to IS NULL)`,
    );
    const empty = await tx.query(
      `SELECT id FROM customer WHERE merged_into IS NULL AND NOT EXISTS (
         SELECT FROM membership JOIN source_record ON source_record.id = record_id
         WHERE customer_id = customer.id AND valid_to IS NULL AND source <> 'mdm')`,
    );
    const retiredWithRecords = await tx.query(
      `SELECT id FROM customer WHERE merged_into IS NOT NULL AND (
         EXISTS (SELECT FROM membership WHERE customer_id = customer.id AND valid_to IS NULL)
         OR EXISTS (SELECT FROM customer_identifier WHERE customer_id = customer.id)
         OR EXISTS (SELECT FROM customer_contact WHERE customer_id = customer.id))`,
    );
    const ids = (await tx.query<{ id: string }[]>('SELECT id FROM customer')).map(({ id }) => id);
    const survivors = await app.app.get(CustomersRepository).survivorsOf(tx, ids);
    const mergesDiffer = await tx.query(
      `SELECT customer.id FROM customer FULL JOIN (SELECT * FROM customer_merge WHERE undone_at IS NULL) AS merge ON retired_id = customer.id
       WHERE merged_into IS DISTINCT FROM survivor_id`,
    );
    expect({ openTwice, homeless, empty, retiredWithRecords, mergesDiffer, redirected: survivors.size }).toEqual({
      openTwice: [],
      homeless: [],
      empty: [],
      retiredWithRecords: [],
      mergesDiffer: [],
      redirected: ids.length,
    });
  });
}

/** The facts and cards of an id in the order in which they leave the house. */
export async function toldOf(
  app: CustomerMasterApp,
  id: string,
): Promise<{ cards: number[]; facts: number[]; lastCard: EventByType<'customer.card'>['data'] }> {
  const rows = await app.run((tx) =>
    tx.query<{ headers: Record<string, string>; payload: string }[]>(
      'SELECT headers, payload FROM outbox WHERE aggregate_id = $1 ORDER BY position',
      [id],
    ),
  );
  const isCard = ({ headers }: { headers: Record<string, string> }): boolean => headers.ce_type === 'customer.card';
  const version = ({ headers }: { headers: Record<string, string> }): number => Number(headers.ce_aggregateversion);
  return {
    cards: rows.filter(isCard).map(version),
    facts: rows.filter((row) => !isCard(row)).map(version),
    lastCard: JSON.parse(rows.filter(isCard).at(-1)!.payload) as CustomerCard['data'],
  };
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
