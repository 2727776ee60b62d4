import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { hasWork } from '../customers/customer-work.js';
import { CustomersService } from '../customers/customers.service.js';
import type { Undone, WrittenRecord } from '../customers/record-returns.service.js';
import type { RowDone } from './row-importer.js';

export const undoneWords = ['removed', 'restored', 'changed_later', 'edited'] as const satisfies Undone[];

/** Which records an import wrote, and what became of them when it was taken back. */
@Injectable()
export class ImportRecordsRepository {
  constructor(private readonly customers: CustomersService) {}

  /** Notes what rows wrote just now, in their order. */
  async note(tx: Tx, importId: string, done: readonly RowDone[]): Promise<void> {
    const written = new Map<string, { first: RowDone; writes: number }>();
    for (const row of done.filter(({ outcome }) => outcome !== 'unchanged')) {
      const name = `${row.source} ${row.sourceId}`;
      const before = written.get(name);
      written.set(name, { first: before?.first ?? row, writes: (before?.writes ?? 0) + 1 });
    }
    if (written.size === 0) return;
    const keys = [...written.values()].map(({ first }) => first);
    const rows = (await this.customers.recordsOf(tx, keys)).map(({ id, source, sourceId, version, digest }) => {
      const { first, writes } = written.get(`${source} ${sourceId}`)!;
      return { id, outcome: first.outcome, firstVersion: version - writes + 1, digest };
    });
    await tx.query(
      `INSERT INTO customer_import_record (import_id, record_id, outcome, first_version, digest)
       SELECT $1, id, outcome, "firstVersion", digest
       FROM jsonb_to_recordset($2::jsonb) AS given (id uuid, outcome text, "firstVersion" integer, digest text)
       ON CONFLICT (import_id, record_id) DO UPDATE SET digest = EXCLUDED.digest`,
      [importId, JSON.stringify(rows)],
    );
  }

  /** Some that are not taken back yet, before the one that was last; what was written last comes first. */
  next(tx: Tx, importId: string, before: string | null, limit: number): Promise<WrittenRecord[]> {
    return tx.query<WrittenRecord[]>(
      `SELECT record_id AS "recordId", outcome, first_version AS "firstVersion", digest FROM customer_import_record
       WHERE import_id = $1 AND ($2::uuid IS NULL OR record_id < $2) AND undone IS NULL ORDER BY record_id DESC LIMIT $3`,
      [importId, before, limit],
    );
  }

  async setUndone(tx: Tx, importId: string, recordId: string, undone: Undone): Promise<void> {
    await tx.query('UPDATE customer_import_record SET undone = $3 WHERE import_id = $1 AND record_id = $2', [
      importId,
      recordId,
      undone,
    ]);
  }

  /** How many records became what so far; under `open` those that are not taken back yet. */
  async counts(tx: Tx, importId: string): Promise<Record<Undone | 'open', number>> {
    const rows = await tx.query<{ undone: Undone | null; count: number }[]>(
      'SELECT undone, count(*)::int AS count FROM customer_import_record WHERE import_id = $1 GROUP BY undone',
      [importId],
    );
    const counts = { open: 0, removed: 0, restored: 0, changed_later: 0, edited: 0 };
    for (const { undone, count } of rows) counts[undone ?? 'open'] = count;
    return counts;
  }

  /** What would become of those that are not taken back yet, and how many customers would be left with nothing. */
  async preview(tx: Tx, importId: string): Promise<Record<Undone, number> & { customersWithdrawn: number }> {
    const [row] = await tx.query<(Record<Undone, number> & { customersWithdrawn: number })[]>(
      `WITH written AS (
         SELECT mine.record_id, mine.outcome, member.customer_id, said.digest <> mine.digest AS is_changed
         FROM customer_import_record mine
         JOIN source_record record ON record.id = mine.record_id
         JOIN source_record_version said ON said.record_id = record.id AND said.version = record.version
         LEFT JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL
         WHERE mine.import_id = $1 AND mine.undone IS NULL),
       leaving AS (SELECT * FROM written WHERE outcome <> 'updated' AND (customer_id IS NULL OR NOT is_changed)),
       concerned AS (SELECT DISTINCT customer_id FROM leaving WHERE customer_id IS NOT NULL),
       left_with AS (
         SELECT customer_id, bool_or(record.source <> 'mdm') AS has_records, bool_or(record.source = 'mdm') AS has_edits
         FROM concerned JOIN membership member USING (customer_id) JOIN source_record record ON record.id = member.record_id
         WHERE member.valid_to IS NULL AND member.record_id NOT IN (SELECT record_id FROM leaving) GROUP BY customer_id),
       in_use AS (
         SELECT customer_id FROM concerned
         WHERE customer_id NOT IN (SELECT customer_id FROM left_with) AND ${hasWork('concerned.customer_id')}),
       -- Of a customer with edits only, or with nothing but work, the last record stays.
       kept AS (
         SELECT (SELECT count(*)::int FROM left_with WHERE NOT has_records AND has_edits)
                + (SELECT count(*)::int FROM in_use) AS count)
       SELECT (SELECT count(*)::int FROM leaving) - kept.count AS removed,
              (SELECT count(*)::int FROM written WHERE outcome = 'updated' AND NOT is_changed AND customer_id IS NOT NULL) AS restored,
              (SELECT count(*)::int FROM written WHERE is_changed AND customer_id IS NOT NULL) AS changed_later,
              kept.count AS edited,
              (SELECT count(*)::int FROM concerned) - (SELECT count(*)::int FROM left_with)
                - (SELECT count(*)::int FROM in_use) AS "customersWithdrawn"
       FROM kept`,
      [importId],
    );
    return row!;
  }
}
