import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { industryOf } from '../attributes/rules/definitions.js';
import type { Customer } from '../customers/golden-records.service.js';
import type { CustomerTraits } from './rules/owner-rules.js';

/** What rules look at of registered customers, by their ids; over every id that is the customer today. */
export async function traitsOf(tx: Tx, customers: readonly Customer[]): Promise<Map<string, CustomerTraits>> {
  const ids = customers.map(({ id }) => id);
  const rows = await tx.query<{ id: string; sources: string[]; categories: string[] }[]>(
    `WITH RECURSIVE cluster AS (
       SELECT id AS survivor, id FROM unnest($1::uuid[]) AS id
       UNION ALL
       SELECT cluster.survivor, next.id FROM cluster JOIN customer next ON next.merged_into = cluster.id)
     SELECT asked.id,
       ARRAY(SELECT DISTINCT record.source FROM membership JOIN source_record record ON record.id = membership.record_id
             WHERE membership.customer_id = asked.id AND membership.valid_to IS NULL) AS sources,
       ARRAY(SELECT DISTINCT line ->> 'category' FROM cluster JOIN customer_order bought ON bought.customer_id = cluster.id,
               LATERAL jsonb_array_elements(coalesce(bought.lines, '[]')) AS line
             WHERE cluster.survivor = asked.id AND bought.cancelled_at IS NULL AND line ->> 'category' IS NOT NULL) AS categories
     FROM unnest($1::uuid[]) AS asked (id)`,
    [ids],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    customers.map((customer) => {
      const { sources, categories } = known.get(customer.id)!;
      return [customer.id, { ...ownTraits(customer), sources, productCategories: categories }];
    }),
  );
}

const ownTraits = ({ kind, golden, level }: Customer) => ({
  kind,
  regions: golden.addresses.flatMap(({ region }) => region ?? []),
  industry: industryOf(golden.attributes),
  level: level as ValueLevel | null,
});
