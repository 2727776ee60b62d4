import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TransactionRunner } from '@crm/persistence';
import { HandedOver as HandedOverWork } from '../src/follow-ups/handed-over.service.js';
import { HandedOver as HandedOverDeals } from '../src/opportunities/handed-over.service.js';
import { admin, type Body, seller, startOwning } from './owning.js';

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
const task = (customerId: string, assignee: string, more: object = {}): Promise<Body> =>
  owning.ok(everybody, 'post', '/follow-ups', {
    ...{ customerId, kind: 'task', subject: '回访', dueAt: '2036-01-07T02:00:00Z', assignee, ...more },
  });
const visit = (customerId: string, assignee: string): Promise<Body> =>
  task(customerId, assignee, {
    kind: 'visit',
    dueAt: undefined,
    visit: { plannedFrom: '2036-01-08T02:00:00Z', plannedTo: '2036-01-08T04:00:00Z', purpose: 'service' },
  });
const followUp = ({ id }: Body): Promise<Body> => owning.ok(everybody, 'get', `/follow-ups/${id}`);
const whose = async ({ id }: Body): Promise<string> => {
  const { assignee, department } = await followUp({ id });
  return `${assignee} ${department}`;
};
const pursuer = async ({ id }: Body): Promise<string> => {
  const { owner, department } = await owning.ok(everybody, 'get', `/opportunities/${id}`);
  return `${owner} ${department}`;
};
const becomes = (ask: () => Promise<string>, wanted: string) => waitFor(async () => (await ask()) === wanted);

it('what the owner had to do for a customer goes with it, what others have to do stays theirs', async () => {
  const { id } = await owning.register(seller('E1031'));
  const [mine, myVisit, theirs, done] = [
    await task(id, 'E1031'),
    await visit(id, 'E1031'),
    await task(id, 'E1032'),
    await task(id, 'E1031'),
  ];
  const [myDeal, theirDeal] = [await deal(id, 'E1031'), await deal(id, 'E1032')];
  await owning.ok(everybody, 'post', `/follow-ups/${done.id}/complete`, { outcome: 'done' }, { 'if-match': '"v1"' });
  await owning.give(id, 'E1051', 'sales-south');
  await becomes(() => whose(mine), 'E1051 sales-south');
  await becomes(() => pursuer(myDeal), 'E1051 sales-south');
  expect(await Promise.all([whose(myVisit), whose(theirs), whose(done)])).toEqual([
    'E1051 sales-south',
    'E1032 sales-north',
    'E1031 sales-north',
  ]);
  expect(await pursuer(theirDeal)).toBe('E1032 sales-north');
  expect(
    (await owning.app.probe.waitFor('follow-up.reassigned', ({ aggregateId }) => aggregateId === mine.id)).data,
  ).toMatchObject({
    assignee: 'E1051',
    previousAssignee: 'E1031',
    because: 'handed_over',
  });
  expect(
    (await owning.app.probe.waitFor('opportunity.corrected', ({ aggregateId }) => aggregateId === myDeal.id)).data,
  ).toMatchObject({
    owner: 'E1051',
    previousOwner: 'E1031',
    because: 'handed_over',
  });
});

it('of a customer that is a department’s from now on, the department has to do it; a deal stays with whoever pursued it', async () => {
  const { id } = await owning.register(seller('E1031'));
  const [mine, myDeal] = [await task(id, 'E1031'), await deal(id, 'E1031')];
  await owning.give(id, null, 'sales-south');
  await becomes(() => whose(mine), 'null sales-south');
  expect(await pursuer(myDeal)).toBe('E1031 sales-north');
});

it('also what was noted under an id that is merged into it', async () => {
  const firm = () => owning.register(seller('E1031'), aCustomer({ uscc: null }));
  const [one, other] = [await firm(), await firm()];
  const mine = await task(other.id, 'E1031');
  await owning.ok(everybody, 'post', `/customers/${one.id}/merge`, { with: other.id, reason: '同一客户' });
  await owning.give(one.id, 'E1033', 'sales-north');
  await becomes(() => whose(mine), 'E1033 sales-north');
});

it('a change that is heard of late gives nothing away: what counts is who owns the customer now', async () => {
  const { id } = await owning.register(seller('E1031'));
  const [mine, myDeal] = [await task(id, 'E1031'), await deal(id, 'E1031')];
  const data = {
    customerId: id,
    owner: { employeeId: 'E1051', department: 'sales-south' },
    previous: { employeeId: 'E1031', department: 'sales-north' },
    because: 'by_hand' as const,
  };
  const { app } = owning.app;
  for (const each of [HandedOverWork, HandedOverDeals])
    await app.get(TransactionRunner).run((tx) => app.get<HandedOverWork>(each).move(tx, data));
  expect(await whose(mine)).toBe('E1031 sales-north');
  expect(await pursuer(myDeal)).toBe('E1031 sales-north');
});
