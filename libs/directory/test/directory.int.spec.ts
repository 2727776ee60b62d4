import { randomUUID } from 'node:crypto';
import {
  CustomerCard,
  type CustomerCard as Card,
  EmployeeCard,
  type EmployeeCard as EmployeeEvent,
} from '@crm/contracts';
import { createDataSource, runMigrations, TransactionRunner, type Tx } from '@crm/persistence';
import { createTestDatabase, type TestDatabase } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { CustomerCardsConsumer } from '../src/customers/customer-cards.consumer.js';
import { EmployeeCardsConsumer } from '../src/employees/employee-cards.consumer.js';
import {
  CustomerDirectory,
  directoryMigrations,
  EmployeeDirectory,
  type IdentityChange,
  IdentityChanges,
  LevelChanges,
} from '../src/index.js';

let database: TestDatabase;
let dataSource: DataSource;
const inTx = <Result>(work: (tx: Tx) => Promise<Result>) => new TransactionRunner(dataSource).run(work);

const changes: IdentityChange[] = [];
const identityChanges = new IdentityChanges();
const levelChanges = new LevelChanges();
identityChanges.listen(async (_, change) => void changes.push(change));
const customers = new CustomerDirectory();
const cards = new CustomerCardsConsumer(identityChanges, levelChanges);
const employees = new EmployeeDirectory();
const employeeCards = new EmployeeCardsConsumer();

beforeAll(async () => {
  database = await createTestDatabase();
  const options = { service: 'test', url: database.url, poolSize: 4, entities: [], migrations: directoryMigrations };
  await runMigrations(options);
  dataSource = await createDataSource(options).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const cardOf = (customerId: string, version: number, change: Partial<Card['data']> = {}): Card => ({
  ...CustomerCard.example,
  data: { ...CustomerCard.example.data, customerId, version, mergedInto: null, ...change },
});
const tell = (...card: Parameters<typeof cardOf>) => inTx((tx) => cards.keep(tx, [cardOf(...card)]));

describe('the directory of customers', () => {
  it('answers for the survivor of a chain of merges, whichever id is asked for', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await tell(a, 1, { displayName: '山西煤业' });
    await tell(b, 1, { mergedInto: a });
    await tell(c, 1, { mergedInto: b });
    for (const id of [a, b, c]) {
      expect(await inTx((tx) => customers.survivorOf(tx, id))).toBe(a);
      expect((await inTx((tx) => customers.clusterOf(tx, id))).sort()).toEqual([a, b, c].sort());
      expect(await inTx((tx) => customers.find(tx, id))).toMatchObject({ customerId: a, displayName: '山西煤业' });
    }
  });

  it('is the same whatever order the cards of a chain arrive in', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await tell(c, 1, { mergedInto: b });
    expect(await inTx((tx) => customers.survivorOf(tx, c))).toBe(b);
    await tell(b, 1, { mergedInto: a });
    expect(await inTx((tx) => customers.survivorOf(tx, c))).toBe(a);
    expect(await inTx((tx) => customers.find(tx, c))).toBeNull();
    await tell(a, 1);
    expect(await inTx((tx) => customers.find(tx, c))).toMatchObject({ customerId: a });
  });

  it('takes a card only when it is newer than what it has', async () => {
    const id = randomUUID();
    await tell(id, 3, { level: 'gold' });
    await tell(id, 2, { level: 'basic' });
    await tell(id, 3, { level: 'silver' });
    expect(await inTx((tx) => customers.find(tx, id))).toMatchObject({ level: 'gold' });
  });

  it('announces a merge and its end once each', async () => {
    const [survivor, retired] = [randomUUID(), randomUUID()];
    changes.length = 0;
    await tell(retired, 1);
    await tell(retired, 2, { mergedInto: survivor });
    await tell(retired, 2, { mergedInto: survivor });
    await tell(retired, 3, { mergedInto: survivor, level: 'basic' });
    await tell(retired, 4);
    expect(changes).toEqual([
      { customerId: retired, from: null, to: survivor },
      { customerId: retired, from: survivor, to: null },
    ]);
  });

  it('takes many cards at once: the newest of each customer, and a merge announced from what was known to what is', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await tell(a, 5, { level: 'gold' });
    changes.length = 0;
    const told = [
      cardOf(a, 4, { level: 'basic' }),
      cardOf(b, 1),
      cardOf(c, 1),
      cardOf(b, 2, { mergedInto: a }),
      cardOf(c, 2, { mergedInto: a }),
      cardOf(c, 3, { displayName: '山西煤矿' }),
      cardOf(b, 1),
    ];
    await inTx((tx) => cards.keep(tx, told));
    expect(await inTx((tx) => customers.find(tx, b))).toMatchObject({ customerId: a, level: 'gold' });
    expect(await inTx((tx) => customers.find(tx, c))).toMatchObject({ customerId: c, displayName: '山西煤矿' });
    expect(changes).toEqual([{ customerId: b, from: null, to: a }]);
  });

  it('recognises a caller by the key of a contact point, and as the survivor after a merge', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const contactKeys = [{ type: 'phone' as const, key: randomUUID() }];
    const find = () => inTx((tx) => customers.findByContactKey(tx, 'phone', contactKeys[0]!.key));
    await tell(a, 1, { contactKeys });
    await tell(b, 1, { contactKeys });
    expect((await find()).sort()).toEqual([a, b].sort());
    await tell(b, 2, { contactKeys, mergedInto: a });
    expect(await find()).toEqual([a]);
    await tell(a, 2, { contactKeys: [] });
    await tell(b, 3, { contactKeys: [] });
    expect(await find()).toEqual([]);
  });

  it('says whether a customer may be written to; nobody knows of an unknown one', async () => {
    const id = randomUUID();
    await tell(id, 1, { contactable: [{ channel: 'email', purpose: 'service' }] });
    expect(await inTx((tx) => customers.isContactable(tx, id, 'service'))).toBe(true);
    expect(await inTx((tx) => customers.isContactable(tx, id, 'survey'))).toBe(false);
    expect(await inTx((tx) => customers.isContactable(tx, randomUUID(), 'service'))).toBe(false);
  });

  it('forgets a card by its tombstone', async () => {
    const id = randomUUID();
    await tell(id, 1);
    await inTx((tx) => cards.forget(tx, id));
    expect(await inTx((tx) => customers.find(tx, id))).toBeNull();
  });
});

describe('the directory of employees', () => {
  const tellEmployee = (employeeId: string, version: number, change: Partial<EmployeeEvent['data']> = {}) =>
    inTx((tx) =>
      employeeCards.keep(tx, {
        ...EmployeeCard.example,
        data: { ...EmployeeCard.example.data, employeeId, version, ...change },
      }),
    );
  const at = new Date('2026-10-02T00:00:00Z');

  it('knows who of a department is there', async () => {
    const department = randomUUID();
    const absence = (from: string, to: string | null) => ({ absence: { from, to, substituteId: null } });
    await tellEmployee('here', 1, { department });
    await tellEmployee('gone', 1, { department, active: false });
    await tellEmployee('away', 1, { department, ...absence('2026-10-01T00:00:00Z', '2026-10-09T00:00:00Z') });
    await tellEmployee('away-for-good', 1, { department, ...absence('2026-10-01T00:00:00Z', null) });
    await tellEmployee('back', 1, { department, ...absence('2026-09-01T00:00:00Z', '2026-10-02T00:00:00Z') });
    await tellEmployee('other-role', 1, { department, roles: ['sales'] });
    const found = await inTx((tx) => employees.availableIn(tx, department, 'agent', at));
    expect(found.map(({ employeeId }) => employeeId)).toEqual(['back', 'here']);
  });

  it('takes a card only when it is newer', async () => {
    await tellEmployee('E7', 2, { department: 'new' });
    await tellEmployee('E7', 1, { department: 'old' });
    expect(await inTx((tx) => employees.find(tx, 'E7'))).toMatchObject({ department: 'new' });
  });
});
