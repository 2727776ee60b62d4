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

/** See "Rows that an import must refuse" in samples/README.md. */
const planted = ['K-9801', 'K-9802', 'K-9803', 'S-9801', 'S-9802', 'S-9803', 'C-9801', 'C-9802', 'C-9803', 'F-9801'];

describe('the sample files', () => {
  it('are taken in, and exactly the rows that are planted to be refused are refused', async () => {
    const refused: string[] = [];
    for (const source of ['erp', 'sales', 'service', 'finance']) {
      const file = await readFile(join(import.meta.dirname, `../../../samples/customers-${source}.csv`));
      const { id, encoding } = await importing.run(file, { source: '' });
      expect(encoding).toBe(source === 'service' ? 'gb18030' : 'utf-8');
      const lines = (await importing.errorsOf(id)).split('\r\n').slice(1);
      refused.push(...lines.flatMap((line) => /[KSCF]-\d{4}/.exec(line)?.[0] ?? []));
    }
    expect(refused.sort()).toEqual([...planted, 'F-9802', 'F-9803'].sort());
  }, 1_200_000);
});
