import { CustomerDirectory, type IdentityChange } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** Every id that is one customer today. */
export interface Cluster {
  /** The id that stands for all. */
  survivor: string;
  /** All ids, the survivor's own among them, sorted. */
  members: string[];
}

/**
 * Resolves ids for figures over many customers: `customer_alias` holds the directory's answer for every retired id, so
 * that a query can join it. Facts are never rewritten, so taking a merge back restores every figure.
 */
@Injectable()
export class Customers {
  /** What each open transaction has locked: the read model and the score of one event lock the same customer. */
  private readonly locked = new WeakMap<Tx, Set<string>>();

  constructor(private readonly directory: CustomerDirectory) {}

  /** The customer that an id is part of today. */
  async clusterOf(tx: Tx, customerId: string): Promise<Cluster> {
    return (await this.clustersOf(tx, [customerId]))[0]!;
  }

  /**
   * Makes this transaction the only one that changes figures of these customers, until it ends. Whose id it is can
   * change while waiting: then the new survivor is locked too. Returns the customers, sorted by survivor.
   */
  async lock(tx: Tx, customerIds: readonly string[]): Promise<Cluster[]> {
    return this.lockUntilStable(tx, () => this.clustersOf(tx, customerIds));
  }

  /** Takes over a merge or its reversal; returns the customers whose figures are others now, locked. */
  async follow(tx: Tx, change: IdentityChange): Promise<string[]> {
    const touched = [change.customerId, change.from, change.to].filter((id): id is string => id !== null);
    await this.lockIds(tx, touched);
    const roots = await this.lockUntilStable(tx, async () => {
      const found = new Set<string>();
      for (const id of touched) found.add(await this.directory.survivorOf(tx, id));
      return [...found].sort().map((survivor) => ({ survivor }));
    });
    for (const { survivor: root } of roots) {
      const members = await this.directory.clusterOf(tx, root);
      await tx.query('DELETE FROM customer_alias WHERE customer_id = ANY($1)', [members]);
      await tx.query(
        'INSERT INTO customer_alias (customer_id, survivor_id) SELECT member, $2 FROM unnest($1::uuid[]) member WHERE member <> $2',
        [members, root],
      );
    }
    return roots.map(({ survivor }) => survivor);
  }

  private clustersOf(tx: Tx, customerIds: readonly string[]): Promise<Cluster[]> {
    return tx.query<Cluster[]>(
      `SELECT survivor, array_agg(member ORDER BY member) AS members
       FROM (SELECT DISTINCT coalesce(alias.survivor_id, given.id) AS survivor
             FROM unnest($1::uuid[]) AS given (id) LEFT JOIN customer_alias alias ON alias.customer_id = given.id) AS found
       CROSS JOIN LATERAL (SELECT survivor AS member UNION ALL
         SELECT customer_id FROM customer_alias WHERE survivor_id = survivor) AS cluster
       GROUP BY survivor ORDER BY survivor`,
      [customerIds],
    );
  }

  private async lockUntilStable<Found extends { survivor: string }>(
    tx: Tx,
    read: () => Promise<Found[]>,
  ): Promise<Found[]> {
    for (;;) {
      const found = await read();
      const locked = this.locked.get(tx);
      const open = found.map(({ survivor }) => survivor).filter((id) => !locked?.has(id));
      if (open.length === 0) return found;
      await this.lockIds(tx, open);
    }
  }

  /** Always in the order of the ids, so that two transactions do not wait for each other. */
  private async lockIds(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended(id::text, 7246))
       FROM (SELECT DISTINCT unnest($1::uuid[]) AS id ORDER BY 1 OFFSET 0) AS ordered`,
      [ids],
    );
    const locked = this.locked.get(tx) ?? new Set();
    for (const id of ids) locked.add(id);
    this.locked.set(tx, locked);
  }
}
