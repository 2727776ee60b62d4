import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Heirs } from '../src/ownership/heirs.service.js';
import { Leavers } from '../src/ownership/leavers.js';
import { admin, type Body, erp, seller, startOwning, steward } from './owning.js';

let owning: Awaited<ReturnType<typeof startOwning>>;
beforeAll(async () => {
  owning = await startOwning();
}, 120_000);
afterAll(() => owning?.app.close(), 60_000);

const everybody = { ...admin, roles: ['admin', 'steward', 'supervisor', 'sales'] as never };
const deal = (customerId: string, owner: string): Promise<Body> =>
  owning.ok(everybody, 'post', '/opportunities', {
    ...{ customerId, title: '通风设备更新', amountMinor: 1_000_000, currency: 'CNY', source: 'inbound', owner },
  });
const task = (customerId: string, assignee: string): Promise<Body> =>
  owning.ok(everybody, 'post', '/follow-ups', {
    ...{ customerId, kind: 'task', subject: '回访', dueAt: '2036-01-07T02:00:00Z', assignee },
  });
const ownerOfDeal = async ({ id }: Body): Promise<string> =>
  (await owning.ok(everybody, 'get', `/opportunities/${id}`)).owner;
const handedOn = (...deals: Body[]) =>
  Promise.all(
    deals.map((each) => waitFor(async () => (await ownerOfDeal(each)) !== each.owner, { timeoutMs: 15_000 })),
  );

it('what somebody pursued who has left goes to the owner of the customer, else to who led them', async () => {
  for (const id of ['E4001', 'E4002']) await owning.employ(id, 'sales-north');
  const owned = await owning.register(seller('E1031'));
  const theirs = await owning.register(seller('E4001'));
  const [first, second, over, others] = [
    await deal(owned.id, 'E4001'),
    await deal(theirs.id, 'E4001'),
    await deal(owned.id, 'E4001'),
    await deal(owned.id, 'E4002'),
  ];
  const lost = { to: 'lost', reason: 'price' };
  await owning.ok(everybody, 'post', `/opportunities/${over.id}/stage`, lost, { 'if-match': '"v1"' } as never);
  await owning.employ('E4001', 'sales-north', { active: false });
  await handedOn(first, second);
  expect(await ownerOfDeal(first)).toBe('E1031');
  expect(await ownerOfDeal(second)).toBe('E1030');
  expect([await ownerOfDeal(over), await ownerOfDeal(others)]).toEqual(['E4001', 'E4002']);
  const told = await owning.app.probe.waitFor('opportunity.corrected', ({ aggregateId }) => aggregateId === first.id);
  expect(told.data).toMatchObject({ fields: ['owner'], owner: 'E1031', previousOwner: 'E4001', because: 'leaver' });
});

it('waits for the new owners of the customers, however many there are', async () => {
  await owning.employ('E4011', 'sales-north');
  const when = { industries: ['kept'] };
  await owning.rule({ name: '离职', when, assign: { department: 'sales-north', employeeId: 'E4011' } });
  // More than are handed on at once come before the one that a rule will give to somebody else.
  for (let count = 0; count < 55; count++) await owning.register(seller('E4011'));
  const byRule = await owning.register(erp, aCustomer({ attributes: { industry: 'kept' } }));
  expect(byRule.owner.employeeId).toBe('E4011');
  const [opportunity, followUp] = [await deal(byRule.id, 'E4011'), await task(byRule.id, 'E4011')];
  await owning.rule({ name: '离职', when, assign: { department: 'sales-south', employeeId: 'E1051' } });
  await owning.employ('E4011', 'sales-north', { active: false });
  await handedOn(opportunity);
  expect(await ownerOfDeal(opportunity)).toBe('E1051');
  const read = (): Promise<Body> => owning.ok(everybody, 'get', `/follow-ups/${followUp.id}`);
  await waitFor(async () => (await read()).assignee !== 'E4011');
  expect((await read()).assignee).toBe('E1051');
  expect((await owning.ok(steward, 'get', '/customers?owner=E4011&limit=1')).items).toEqual([]);
});

it('where nobody led them it stays as it is, and keeps nobody else from being handed on', async () => {
  await owning.ok(admin, 'put', '/departments/alone', { name: '无人' });
  await owning.employ('E4021', 'alone');
  const nobodys = await owning.register(seller('E4021', 'alone'));
  const owned = await owning.register(seller('E1031'));
  const stays = [];
  for (let count = 0; count < 3; count++) stays.push(await deal(nobodys.id, 'E4021'));
  const last = await deal(owned.id, 'E4021');
  await owning.employ('E4021', 'alone', { active: false });
  await handedOn(last);
  expect(await ownerOfDeal(last)).toBe('E1031');
  for (const each of stays) expect(await ownerOfDeal(each)).toBe('E4021');
});

it('whoever came back before their turn keeps their customers and offers', async () => {
  const { id } = await owning.register(seller('E1032'));
  const other = await owning.register(seller('E1031'));
  const wish = { toEmployeeId: 'E1032', reason: 'region' };
  const offer = await owning.ok(seller('E1031'), 'post', `/customers/${other.id}/hand-overs`, wish);
  const timer = { kind: 'employee.left', aggregateId: 'E1032', epoch: 1, dueAt: new Date(), id: '', attempts: 0 };
  await owning.app.run((tx) => owning.app.app.get(Leavers).goOn(tx, timer));
  expect(await owning.ownerOf(id)).toBe('E1032 sales-north registered');
  expect((await owning.ok(seller('E1032'), 'get', `/hand-overs/${offer.id}`)).state).toBe('offered');
});

it('goes to nobody who has left as well, though the customer is still theirs', async () => {
  await owning.employ('E4031', 'sales-north');
  const { id: customerId } = await owning.register(seller('E4031'));
  const heir = await owning.app.run(async (tx) => {
    // A moment before their customers are given on.
    await tx.query(`UPDATE employee SET active = false WHERE id = 'E4031'`);
    const left = { customerId, department: 'sales-north' };
    const found = await owning.app.app.get(Heirs).heirOf(tx, left, 'E1033', new Date());
    await tx.query(`UPDATE employee SET active = true WHERE id = 'E4031'`);
    return found;
  });
  expect(heir).toEqual({ employeeId: 'E1030', department: 'sales-north' });
});
