import type { Tx } from '@crm/persistence';
import { aCustomer } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { RecordReturns, type WrittenRecord } from '../src/customers/record-returns.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let returns: RecordReturns;
beforeAll(async () => {
  app = await startCustomerMaster();
  customers = app.app.get(CustomersService);
  returns = app.app.get(RecordReturns);
});
afterAll(() => app.close());

const by = systemActor('test');
const now = () => new Date();
const because = { importId: '01981a2b-1111-7000-8000-0000000000aa', by: 'E1', now: now() };

const put = (tx: Tx, sourceId: string, name: string) => {
  const { source: _, ...facts } = aCustomer({ uscc: null, phone: null, name });
  return customers.upsertFromSource(
    tx,
    { source: 'erp', sourceId, observedAt: now() },
    facts as NewCustomer,
    by,
    now(),
  );
};

async function written(sourceId: string, outcome: WrittenRecord['outcome']): Promise<WrittenRecord> {
  const [known] = await app.run((tx) => customers.recordsOf(tx, [{ source: 'erp', sourceId }]));
  return { recordId: known!.id, outcome, firstVersion: known!.version, digest: known!.digest };
}

/** Both at once: the system says something else while what it said is being taken back. */
async function race(sourceId: string, record: WrittenRecord, name: string) {
  let begun!: () => void;
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  const reverting = app.run(async (tx) => {
    const taken = await returns.takeBack(tx, record, because);
    begun();
    await sleep(500);
    return taken;
  });
  await isBegun;
  const saying = app.run((tx) => put(tx, sourceId, name));
  return Promise.all([reverting, saying]);
}

describe('a record that its system renews while an import is taken back', () => {
  it('is somebody new when nobody has it any more', async () => {
    const before = await app.run((tx) => put(tx, 'R-1', '太原甲一贸易有限公司'));
    const [{ undone }, after] = await race('R-1', await written('R-1', 'registered'), '太原甲二贸易有限公司');
    expect(undone).toBe('removed');
    expect(after.outcome).toBe('registered');
    expect(after.customerId).not.toBe(before.customerId);
  });

  it('says what its system said last when it says again what it said before', async () => {
    const { customerId } = await app.run((tx) => put(tx, 'R-2', '太原乙一贸易有限公司'));
    await app.run((tx) => put(tx, 'R-2', '太原乙二贸易有限公司'));
    const [{ undone }, after] = await race('R-2', await written('R-2', 'updated'), '太原乙三贸易有限公司');
    expect([undone, after]).toEqual(['restored', { customerId, outcome: 'updated' }]);
    const names = await app.run((tx) => customers.names(tx, [customerId]));
    expect(names.get(customerId)).toBe('太原乙三贸易有限公司');
  });
});
