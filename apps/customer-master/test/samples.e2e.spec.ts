import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

let master: CustomerMasterApp;
let importing: Importing;

beforeAll(async () => {
  master = await startCustomerMaster();
  importing = new Importing(master.url, await master.tokens.bearer({ sub: 'E1', roles: ['steward'] }));
});

afterAll(() => master.close());

/** The head of a file, and its planted rows (see "Rows that an import must refuse" in samples/README.md). */
async function cutOf(source: string, rows: number): Promise<Buffer> {
  const file = (await readFile(join(import.meta.dirname, `../../../samples/customers-${source}.csv`))).toString(
    'latin1',
  );
  const lines = file.split('\n').filter((line, at) => at <= rows || /[KSCF]-980\d/.test(line));
  return Buffer.from(lines.join('\n'), 'latin1');
}

describe('the sample files', () => {
  // That no other row of the whole files is refused stands in samples.spec.ts.
  it('are taken in, and the rows that are planted to be refused are refused', async () => {
    const refused: string[] = [];
    for (const source of ['erp', 'sales', 'service', 'finance']) {
      const { id, encoding, counts } = await importing.run(await cutOf(source, 150), { source: '' });
      expect(encoding).toBe(source === 'service' ? 'gb18030' : 'utf-8');
      expect(counts).toMatchObject({ failed: 3 });
      const lines = (await importing.errorsOf(id)).split('\r\n').slice(1);
      refused.push(...lines.flatMap((line) => /[KSCF]-\d{4}/.exec(line)?.[0] ?? []));
    }
    expect(refused.sort()).toEqual(
      ['K', 'S', 'C', 'F'].flatMap((file) => [1, 2, 3].map((at) => `${file}-980${at}`)).sort(),
    );
  }, 300_000);
});
