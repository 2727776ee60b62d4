import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { CustomerKind } from '@crm/contracts';
import type { Actor } from '../customers/actor.js';
import type { Encoding } from './rules/encoding.js';
import type { MappedColumn } from './rules/mapping.js';

export const importStates = [
  'staged',
  'running',
  'validated',
  'completed',
  'cancelled',
  'failed',
  'reverting',
  'reverted',
] as const;
export type ImportState = (typeof importStates)[number];

/** Nothing happens any more until somebody asks for it. */
export const isAtRest = (state: ImportState | 'receiving'): boolean =>
  state !== 'receiving' && state !== 'staged' && state !== 'running' && state !== 'reverting';

/** What became of the rows so far; in a dry run: what would become of them. */
export interface ImportCounts {
  registered: number;
  attached: number;
  updated: number;
  unchanged: number;
  failed: number;
  /** Left out: a later row is about the same record. */
  superseded: number;
  /** Of those registered: somebody should look whether they are someone known. */
  resembling: number;
}

export const noCounts: ImportCounts = {
  registered: 0,
  attached: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  superseded: 0,
  resembling: 0,
};

export interface CustomerImport extends ImportCounts {
  id: string;
  state: ImportState | 'receiving';
  dryRun: boolean;
  run: number;
  actor: Actor;
  source: string | null;
  format: 'csv' | 'xlsx';
  sheet: string | null;
  encoding: Encoding | null;
  defaultKind: CustomerKind | null;
  /** By position in the row; `''`: not imported. */
  columns: string[];
  /** How the headings became columns; empty for old imports, whose headings were the columns. */
  mapping: MappedColumn[];
  rows: number;
  batches: number;
  /** How many were looked through to find the last row about each record. */
  batchesRead: number;
  batchesDone: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  revertedBy: string | null;
  revertStartedAt: Date | null;
  /** The last record that was taken back: the next ones come before it. */
  revertedTo: string | null;
  revertedAt: Date | null;
}

/** The headings of the file. */
export const headersOf = ({ mapping, columns: names }: Pick<CustomerImport, 'mapping' | 'columns'>): string[] =>
  mapping.length > 0 ? mapping.map(({ header }) => header) : names;

/** Column of the table by field, of what changes after the upload has begun. */
const changing = {
  state: 'state',
  dryRun: 'dry_run',
  run: 'run',
  source: 'source',
  format: 'format',
  sheet: 'sheet',
  encoding: 'encoding',
  defaultKind: 'default_kind',
  columns: 'columns',
  mapping: 'mapping',
  rows: 'rows',
  batches: 'batches',
  batchesRead: 'batches_read',
  batchesDone: 'batches_done',
  registered: 'registered',
  attached: 'attached',
  updated: 'updated',
  unchanged: 'unchanged',
  failed: 'failed',
  superseded: 'superseded',
  resembling: 'resembling',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  revertedBy: 'reverted_by',
  revertStartedAt: 'revert_started_at',
  revertedTo: 'reverted_to',
  revertedAt: 'reverted_at',
} as const satisfies Partial<Record<keyof CustomerImport, string>>;

const fields = Object.keys(changing) as (keyof typeof changing)[];
const columns = ['id', 'actor', 'created_at AS "createdAt"', ...fields.map((name) => `${changing[name]} AS "${name}"`)];
const select = `SELECT ${columns.join(', ')} FROM customer_import`;

/** Imports, without their rows. */
@Injectable()
export class ImportsRepository {
  constructor(private readonly cipher: FieldCipher) {}

  async begin(tx: Tx, { id, actor, now }: { id: string; actor: Actor; now: Date }): Promise<void> {
    await tx.query(
      `INSERT INTO customer_import (id, state, dry_run, run, actor_id, actor, columns, created_at)
       VALUES ($1, 'receiving', false, 1, $2, $3, '{}', $4)`,
      [id, actor.id, JSON.stringify(actor), now],
    );
  }

  async save(tx: Tx, job: CustomerImport): Promise<void> {
    const sets = fields.map((name, at) => `${changing[name]} = $${at + 2}`).join(', ');
    const values = fields.map((name) => (name === 'mapping' ? JSON.stringify(job.mapping) : job[name]));
    await tx.query(`UPDATE customer_import SET ${sets} WHERE id = $1`, [job.id, ...values]);
  }

  async lock(tx: Tx, id: string): Promise<CustomerImport | undefined> {
    const [row] = await tx.query<CustomerImport[]>(`${select} WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  /** Imports of this user, or of everybody for `null`; ids are UUIDv7, so their order is that of time. */
  page(tx: Tx, actorId: string | null, before: string | undefined, limit: number): Promise<CustomerImport[]> {
    return tx.query<CustomerImport[]>(
      `${select} WHERE state <> 'receiving' AND ($1::text IS NULL OR actor_id = $1) AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3`,
      [actorId, before ?? null, limit],
    );
  }

  async find(tx: Tx, id: string, actorId: string | null): Promise<CustomerImport | undefined> {
    const [row] = await tx.query<CustomerImport[]>(
      `${select} WHERE id = $1 AND state <> 'receiving' AND ($2::text IS NULL OR actor_id = $2)`,
      [id, actorId],
    );
    return row;
  }

  /** Deletes an upload that was refused or broke off, with what was staged of it. */
  async discard(tx: Tx, id: string): Promise<void> {
    await this.cipher.destroySubject(tx, id);
    await tx.query(`DELETE FROM customer_import WHERE id = $1 AND state = 'receiving'`, [id]);
  }

  /** Uploads that began before and never ended: their process died. */
  async brokenOff(tx: Tx, before: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM customer_import WHERE state = 'receiving' AND created_at < $1 FOR UPDATE SKIP LOCKED`,
      [before],
    );
    return rows.map(({ id }) => id);
  }
}
