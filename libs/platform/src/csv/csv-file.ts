import { Readable } from 'node:stream';
import { csvLine } from './csv-line.js';

/** Without it Excel takes UTF-8 for the code page of the machine. */
export const byteOrderMark = '\uFEFF';

/**
 * A CSV file that streams while it is read: byte order mark, headings, rows.
 * @param batches rows in the batches in which they are read
 */
export function csvFile(
  headings: readonly string[],
  batches:
    Iterable<readonly (readonly (string | number)[])[]> | AsyncIterable<readonly (readonly (string | number)[])[]>,
): Readable {
  async function* lines(): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(headings);
    for await (const rows of batches) if (rows.length > 0) yield rows.map(csvLine).join('');
  }
  return Readable.from(lines(), { objectMode: false });
}
