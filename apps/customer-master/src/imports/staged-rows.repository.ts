import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { RowFault } from './rules/record-of-row.js';

/** Rows as the file has them: cells of a CSV file as strings of bytes, since its encoding is known only at its end. */
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

/** The staged rows of imports, and the rows that failed; sealed under the id of the import. */
@Injectable()
export class StagedRowsRepository {
  constructor(private readonly cipher: FieldCipher) {}

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

  /** Forgets a batch, and what its rows were the last ones to be about. */
  async dropBatch(tx: Tx, id: string, number: number, { abouts, upTo }: { abouts: readonly string[]; upTo: number }) {
    await tx.query('DELETE FROM customer_import_batch WHERE import_id = $1 AND number = $2', [id, number]);
    await tx.query('DELETE FROM customer_import_key WHERE import_id = $1 AND key = ANY($2) AND last_row <= $3', [
      id,
      abouts.map((about) => this.keyOf(about)),
      upTo,
    ]);
  }

  /** Notes of what rows are about which row was the last one to be about it; rows come in their order. */
  async noteLastRows(tx: Tx, id: string, rows: readonly { about: string; rowNumber: number }[]): Promise<void> {
    const last = new Map(rows.map(({ about, rowNumber }) => [this.keyOf(about), rowNumber]));
    await tx.query(
      `INSERT INTO customer_import_key (import_id, key, last_row) SELECT $1, * FROM unnest($2::text[], $3::integer[])
       ON CONFLICT (import_id, key) DO UPDATE SET last_row = EXCLUDED.last_row`,
      [id, [...last.keys()], [...last.values()]],
    );
  }

  /** For each of these the number of the last row that is about it. */
  async lastRows(tx: Tx, id: string, abouts: readonly string[]): Promise<Map<string, number>> {
    const keys = abouts.map((about) => this.keyOf(about));
    const rows = await tx.query<{ key: string; lastRow: number }[]>(
      'SELECT key, last_row AS "lastRow" FROM customer_import_key WHERE import_id = $1 AND key = ANY($2)',
      [id, keys],
    );
    const byKey = new Map(rows.map(({ key, lastRow }) => [key, lastRow]));
    return new Map(abouts.flatMap((about, at): [string, number][] => [[about, byKey.get(keys[at]!)!]]));
  }

  /** Keyed: ids of other systems are easily guessed. */
  private keyOf(about: string): string {
    return this.cipher.blindIndex('import-row', about).slice(0, 22);
  }

  async addFailures(tx: Tx, id: string, failures: readonly FailedRow[]): Promise<void> {
    if (failures.length === 0) return;
    const sealed = await this.cipher.sealAll(
      tx,
      failures.map(({ rowNumber, cells }) => ({
        subjectId: id,
        cell: failureCell(id, rowNumber),
        plain: JSON.stringify(cells),
      })),
    );
    const rows = failures.map(({ rowNumber, faults }, at) => ({ rowNumber, faults, sealed: sealed[at] }));
    await tx.query(
      `INSERT INTO customer_import_failure (import_id, row_number, faults, sealed)
       SELECT $1, "rowNumber", faults, sealed
       FROM jsonb_to_recordset($2::jsonb) AS given ("rowNumber" integer, faults jsonb, sealed text)`,
      [id, JSON.stringify(rows)],
    );
  }

  /** Forgets every staged row. */
  async dropBatches(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM customer_import_batch WHERE import_id = $1', [id]);
    await tx.query('DELETE FROM customer_import_key WHERE import_id = $1', [id]);
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
}
