import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** How many customers fit a version of a definition, as far as they are counted. */
export interface Conformance {
  industry: string;
  version: number;
  /** The last customer that was looked at; ids are looked at in their order. */
  doneTo: string | null;
  /** Customers that the definition is for. */
  customers: number;
  /** Of them those with at least one attribute that does not fit. */
  deviating: number;
  /** How many customers deviate in each attribute. */
  attributes: Record<string, number>;
  /** The last record whose versions were looked at, and when all were. */
  recordsDoneTo: string | null;
  recordsDoneAt: Date | null;
  /** Records and customers to look at, those looked at, and versions of records and customers that lie otherwise since. */
  total: number;
  done: number;
  changed: number;
  startedAt: Date;
  countedAt: Date | null;
}

const columns = `industry, version, done_to AS "doneTo", customers, deviating, attributes, started_at AS "startedAt",
  counted_at AS "countedAt", records_done_to AS "recordsDoneTo", records_done_at AS "recordsDoneAt", total, done, changed`;

@Injectable()
export class ConformanceRepository {
  async start(tx: Tx, industry: string, version: number, now: Date): Promise<void> {
    await tx.query('INSERT INTO attribute_conformance (industry, version, started_at) VALUES ($1, $2, $3)', [
      industry,
      version,
      now,
    ]);
  }

  /** Of the newest version. */
  async find(tx: Tx, industry: string): Promise<Conformance | undefined> {
    const [row] = await tx.query<Conformance[]>(
      `SELECT ${columns} FROM attribute_conformance WHERE industry = $1 ORDER BY version DESC LIMIT 1`,
      [industry],
    );
    return row;
  }

  async lock(tx: Tx, industry: string, version: number): Promise<Conformance | undefined> {
    const [row] = await tx.query<Conformance[]>(
      `SELECT ${columns} FROM attribute_conformance WHERE industry = $1 AND version = $2 FOR UPDATE`,
      [industry, version],
    );
    return row;
  }

  async save(tx: Tx, count: Conformance): Promise<void> {
    await tx.query(
      `UPDATE attribute_conformance SET done_to = $3, customers = $4, deviating = $5, attributes = $6, counted_at = $7,
         records_done_to = $8, records_done_at = $9, total = $10, done = $11, changed = $12
       WHERE industry = $1 AND version = $2`,
      [
        ...[count.industry, count.version, count.doneTo, count.customers, count.deviating],
        ...[JSON.stringify(count.attributes), count.countedAt, count.recordsDoneTo, count.recordsDoneAt],
        ...[count.total, count.done, count.changed],
      ],
    );
  }

  async countCustomers(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>('SELECT count(*)::int AS count FROM customer');
    return row!.count;
  }

  /** The next customers behind an id: also those that redirect or were withdrawn, whose values are there as before. */
  async next(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      'SELECT id FROM customer WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }
}
