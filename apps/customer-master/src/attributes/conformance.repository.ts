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
  startedAt: Date;
  countedAt: Date | null;
}

const columns = `industry, version, done_to AS "doneTo", customers, deviating, attributes, started_at AS "startedAt",
  counted_at AS "countedAt"`;

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

  async save(
    tx: Tx,
    { industry, version, doneTo, customers, deviating, attributes, countedAt }: Conformance,
  ): Promise<void> {
    await tx.query(
      `UPDATE attribute_conformance SET done_to = $3, customers = $4, deviating = $5, attributes = $6, counted_at = $7
       WHERE industry = $1 AND version = $2`,
      [industry, version, doneTo, customers, deviating, JSON.stringify(attributes), countedAt],
    );
  }

  /** The next customers behind an id. */
  async next(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer WHERE merged_into IS NULL AND withdrawn_at IS NULL AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }
}
