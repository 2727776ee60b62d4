import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { normalise } from '../src/customers/rules/normalise.js';
import { readCsv, textOf } from '../src/imports/csv-file.js';
import { checkRow } from '../src/imports/row-check.js';

/** See "Rows that an import must refuse" in samples/README.md. */
const planted = {
  erp: ['K-9801', 'K-9802', 'K-9803'],
  sales: ['S-9801', 'S-9802', 'S-9803'],
  service: ['C-9801', 'C-9802', 'C-9803'],
  finance: ['F-9801', 'F-9802', 'F-9803'],
};

describe.each(Object.entries(planted))('the sample file of %s', (source, refused) => {
  it('has exactly the rows that are planted to be refused', async () => {
    const { columns, rows } = await read(join(import.meta.dirname, `../../../samples/customers-${source}.csv`));
    const format = { columns, defaults: { source: '', kind: '' }, observedAt: new Date('2026-11-01T00:00:00Z') };
    const faulty: string[] = [];
    for (const row of rows) {
      const checked = await checkRow(row, format, 'Asia/Shanghai');
      const faults = 'faults' in checked ? checked.faults : normalise(checked.record.input).faults;
      if (faults.length > 0) faulty.push(row[columns.indexOf('sourceId')]!);
    }
    expect(rows.length).toBeGreaterThan(500);
    expect(faulty.sort()).toEqual(refused);
  });
});

async function read(path: string): Promise<{ columns: string[]; rows: string[][] }> {
  const cells: string[][] = [];
  const stage = (_: number, batches: readonly { rows: string[][] }[]) => {
    for (const batch of batches) cells.push(...batch.rows);
    return Promise.resolve();
  };
  const { headers, encoding } = await readCsv(createReadStream(path), stage);
  return { columns: headers, rows: cells.map((row) => row.map((cell) => textOf(cell, encoding!))) };
}
