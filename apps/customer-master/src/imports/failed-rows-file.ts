import { Readable } from 'node:stream';
import type { Language } from '@crm/platform/problem';
import type { FailedRow } from './staged-rows.repository.js';
import { csvLine } from './rules/csv-cell.js';

const rowsPerRead = 500;
/** Without it Excel takes UTF-8 for the code page of the machine. */
const byteOrderMark = '\uFEFF';

const headings = { zh: ['行号', '错误代码', '原因'], en: ['row', 'code', 'reason'] };

/**
 * The failed rows as a CSV file that streams while it is read: row number, codes and reasons, then the row as it came.
 * @param read the next failed rows behind a row number, at most `limit`
 */
export function failedRowsFile(
  columns: readonly string[],
  language: Language,
  read: (afterRow: number, limit: number) => Promise<FailedRow[]>,
): Readable {
  async function* lines(): AsyncGenerator<string> {
    yield byteOrderMark + csvLine([...headings[language], ...columns]);
    for (let afterRow = 0; ;) {
      const rows = await read(afterRow, rowsPerRead);
      if (rows.length > 0) yield rows.map((row) => lineOf(row, language)).join('');
      if (rows.length < rowsPerRead) return;
      afterRow = rows.at(-1)!.rowNumber;
    }
  }
  return Readable.from(lines(), { objectMode: false });
}

function lineOf({ rowNumber, faults, cells }: FailedRow, language: Language): string {
  const codes = [...new Set(faults.map(({ code }) => code))].join(' ');
  const reasons = faults.map(({ column, message }) => (column ? `${column}: ${message[language]}` : message[language]));
  return csvLine([rowNumber, codes, reasons.join('; '), ...cells]);
}
