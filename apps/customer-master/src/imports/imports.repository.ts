import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import type { Encoding } from './rules/encoding.js';
import type { RowFault } from './rules/record-of-row.js';

export const importStates = ['staged', 'running', 'validated', 'completed', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

/** What became of the rows so far; in a dry run: what would become of them. */
export interface ImportCounts {
  registered: number;
  attached: number;
  updated: number;
  unchanged: number;
  failed: number;
}

export interface CustomerImport extends ImportCounts {
  id: string;
  state: ImportState | 'receiving';
  dryRun: boolean;
  run: number;
  actor: Actor;
  source: string | null;
  encoding: Encoding;
  columns: string[];
  rows: number;
  batches: number;
  batchesDone: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Rows as the file has them: cells as strings of bytes, since the encoding is known only at the end of the file. */
export interface Batch {
  /** Number of the first row as a spreadsheet counts: the header is row 1. */
  rowNumbers: number[];
  rows: string[][];
}

export interface FailedRow {
  rowNumber: number;
  faults: RowFault[];
  cells: string[];
}

const columns = `id, state, dry_run AS "dryRun", run, actor, source, encoding, columns, rows, batches,
  batches_done AS "batchesDone", registered, attached, updated, unchanged, failed, created_at AS "createdAt",
  started_at AS "startedAt", finished_at AS "finishedAt"`;

const batchCell = (id: string, number: number) => ({
  table: 'customer_import_batch',
  column: 'sealed',
  row: `${id}:${number}`,
});
const failureCell = (id: string, rowNumber: number) => ({
  table: 'customer_import_failure',
  column: 'sealed',
  row: `${id}:${rowNumber}`,
});

/** Imports, their staged rows and the rows that failed. Rows are sealed under the id of the import. */
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

  async addBatch(tx: Tx, id: string, number: number, batch: Batch): Promise<void> {
    const sealed = await this.cipher.seal(tx, id, batchCell(id, number), JSON.stringify(batch));
    await tx.query('INSERT INTO customer_import_batch (import_id, number, sealed) VALUES ($1, $2, $3)', [
      id,
      number,
      sealed,
    ]);
  }

  /** Null when its key was destroyed, undefined when there is none of this number. */
  async batch(tx: Tx, id: string, number: number): Promise<Batch | null | undefined> {
    const [row] = await tx.query<{ sealed: string }[]>(
      'SELECT sealed FROM customer_import_batch WHERE import_id = $1 AND number = $2',
      [id, number],
    );
    if (!row) return undefined;
    const opened = await this.cipher.open(tx, batchCell(id, number), row.sealed);
    return opened === null ? null : (JSON.parse(opened) as Batch);
  }

  async dropBatch(tx: Tx, id: string, number: number): Promise<void> {
    await tx.query('DELETE FROM customer_import_batch WHERE import_id = $1 AND number = $2', [id, number]);
  }

  async addFailures(tx: Tx, id: string, failures: readonly FailedRow[]): Promise<void> {
    for (const { rowNumber, faults, cells } of failures) {
      const sealed = await this.cipher.seal(tx, id, failureCell(id, rowNumber), JSON.stringify(cells));
      await tx.query(
        'INSERT INTO customer_import_failure (import_id, row_number, faults, sealed) VALUES ($1, $2, $3, $4)',
        [id, rowNumber, JSON.stringify(faults), sealed],
      );
    }
  }

  async clearFailures(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM customer_import_failure WHERE import_id = $1', [id]);
  }

  /** Failed rows behind a row number, in the order of the file. */
  async failures(tx: Tx, id: string, afterRow: number, limit: number): Promise<FailedRow[]> {
    const rows = await tx.query<{ rowNumber: number; faults: RowFault[]; sealed: string }[]>(
      `SELECT row_number AS "rowNumber", faults, sealed FROM customer_import_failure
       WHERE import_id = $1 AND row_number > $2 ORDER BY row_number LIMIT $3`,
      [id, afterRow, limit],
    );
    const cells = rows.map((row) => ({ cell: failureCell(id, row.rowNumber), sealed: row.sealed }));
    const opened = await this.cipher.openAll(tx, cells);
    return rows.map(({ rowNumber, faults }, at) => ({
      rowNumber,
      faults,
      cells: JSON.parse(opened[at] ?? '[]') as string[],
    }));
  }

  async save(tx: Tx, job: CustomerImport): Promise<void> {
    await tx.query(
      `UPDATE customer_import SET state = $2, dry_run = $3, run = $4, source = $5, encoding = $6, columns = $7, rows = $8,
         batches = $9, batches_done = $10, registered = $11, attached = $12, updated = $13, unchanged = $14, failed = $15,
         started_at = $16, finished_at = $17 WHERE id = $1`,
      [
        job.id,
        job.state,
        job.dryRun,
        job.run,
        job.source,
        job.encoding,
        job.columns,
        job.rows,
        job.batches,
        job.batchesDone,
        job.registered,
        job.attached,
        job.updated,
        job.unchanged,
        job.failed,
        job.startedAt,
        job.finishedAt,
      ],
    );
  }

  async lock(tx: Tx, id: string): Promise<CustomerImport | undefined> {
    const [row] = await tx.query<CustomerImport[]>(`SELECT ${columns} FROM customer_import WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    return row;
  }

  /** Imports of this user, or of everybody for `null`; ids are UUIDv7, so their order is that of time. */
  page(tx: Tx, actorId: string | null, before: string | undefined, limit: number): Promise<CustomerImport[]> {
    return tx.query<CustomerImport[]>(
      `SELECT ${columns} FROM customer_import
       WHERE state <> 'receiving' AND ($1::text IS NULL OR actor_id = $1) AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3`,
      [actorId, before ?? null, limit],
    );
  }

  async find(tx: Tx, id: string, actorId: string | null): Promise<CustomerImport | undefined> {
    const [row] = await tx.query<CustomerImport[]>(
      `SELECT ${columns} FROM customer_import WHERE id = $1 AND state <> 'receiving' AND ($2::text IS NULL OR actor_id = $2)`,
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
