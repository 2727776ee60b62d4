import type { ValueLevel } from '@crm/contracts';
import { bounded, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** What other services know of several customers taken together. Each part says of when it is; null: nothing was told yet. */
export interface Figures {
  cases: { open: number; asOf: Date | null };
  points: { balance: number; debt: number; asOf: Date | null };
  /** Customers by value level; those without a score are not among them. */
  levels: { counts: Partial<Record<ValueLevel, number>>; asOf: Date | null };
}

/** Sums over the read models of the overview, without reading every picture. */
@Injectable()
export class JointFigures {
  /** @param clusters by survivor every id that is this customer today */
  async of(tx: Tx, clusters: ReadonlyMap<string, readonly string[]>): Promise<Figures> {
    const pairs = [...clusters].flatMap(([survivor, ids]) => ids.map((id) => [survivor, id] as const));
    const ids = pairs.map(([, id]) => id);
    const [cases] = await tx.query<Figures['cases'][]>(
      `SELECT count(*) FILTER (WHERE counted_as = 'open') AS open, max(as_of) AS "asOf"
       FROM overview_part WHERE kind = 'case' AND customer_id = ANY($1)`,
      [ids],
    );
    const [points] = await tx.query<Figures['points'][]>(
      `SELECT ${bounded(`coalesce(sum((picture->>'balance')::numeric), 0)`)} AS balance,
              ${bounded(`coalesce(sum((picture->>'debt')::numeric), 0)`)} AS debt, max(as_of) AS "asOf"
       FROM overview_part WHERE kind = 'account' AND customer_id = ANY($1)`,
      [ids],
    );
    return { cases: cases!, points: points!, levels: await this.levels(tx, pairs) };
  }

  /** The survivor's score stands for all its ids; until there is one, the newest of theirs: as in the overview. */
  private async levels(tx: Tx, pairs: readonly (readonly [string, string])[]): Promise<Figures['levels']> {
    const rows = await tx.query<{ level: ValueLevel; count: number; asOf: Date }[]>(
      `SELECT level, count(*) AS count, max(as_of) AS "asOf" FROM (
         SELECT DISTINCT ON (survivor) part.picture->>'level' AS level, part.as_of
         FROM unnest($1::uuid[], $2::uuid[]) AS member (survivor, id)
         JOIN overview_part part ON part.kind = 'value' AND part.customer_id = member.id
         ORDER BY survivor, part.customer_id = survivor DESC, part.as_of DESC) AS score
       GROUP BY level`,
      [pairs.map(([survivor]) => survivor), pairs.map(([, id]) => id)],
    );
    return {
      counts: Object.fromEntries(rows.map(({ level, count }) => [level, count])),
      asOf: rows.reduce<Date | null>((latest, { asOf }) => (latest && latest > asOf ? latest : asOf), null),
    };
  }
}
