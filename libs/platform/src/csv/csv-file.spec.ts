import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { csvFile } from './csv-file.js';

describe('a CSV file', () => {
  it('begins with the mark that spreadsheets know UTF-8 by, then says what the columns are', async () => {
    const file = csvFile(['员工', '数量'], [[['E1', 2]], [], [['=E2', -1]]]);
    expect((await buffer(file)).toString()).toBe("\uFEFF员工,数量\r\nE1,2\r\n'=E2,-1\r\n");
  });

  it('reads its rows only as fast as it is read', async () => {
    let read = 0;
    async function* rows() {
      for (; read < 1_000_000;) yield [[++read, 'x'.repeat(10_000)]];
    }
    const file = csvFile(['n'], rows());
    for await (const _ of file) if (read > 5) break;
    expect(read).toBeLessThan(50);
  });
});
