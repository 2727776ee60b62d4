import type { Readable } from 'node:stream';
import { csvFile } from '@crm/platform/csv';
import type { Language } from '@crm/platform/problem';
import type { FailedRow } from './staged-rows.repository.js';

const rowsPerRead = 500;

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
  async function* batches(): AsyncGenerator<(string | number)[][]> {
    for (let afterRow = 0; ;) {
      const rows = await read(afterRow, rowsPerRead);
      yield rows.map((row) => cellsOf(row, language));
      if (rows.length < rowsPerRead) return;
      afterRow = rows.at(-1)!.rowNumber;
    }
  }
  return csvFile([...headings[language], ...columns], batches());
}

function cellsOf({ rowNumber, faults, cells }: FailedRow, language: Language): (string | number)[] {
  const codes = [...new Set(faults.map(({ code }) => code))].join(' ');
  const reasons = faults.map(({ column, message }) => (column ? `${column}: ${message[language]}` : message[language]));
  return [rowNumber, codes, reasons.join('; '), ...cells];
}
