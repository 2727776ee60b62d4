import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CustomerFacets } from '../src/customers/customer-facets.service.js';
import { GoldenRecords } from '../src/customers/golden-records.service.js';
import { RecordReturns } from '../src/customers/record-returns.service.js';
import { Importing } from './importing.js';
import { admin, type Body, type Owning, seller, startOwning, steward } from './owning.js';

let owning: Owning;
let importing: Importing;
beforeAll(async () => {
  owning = await startOwning();
  importing = new Importing(owning.app.url, await owning.app.tokens.bearer(admin));
}, 120_000);
afterAll(() => owning.app.close());

const north = seller('E1031');
const south = seller('E1051', 'sales-south');
const get = (as: typeof steward, path: string) => owning.send(as, 'get', path);
const itemsOf = async (as: typeof steward, path: string): Promise<Body[]> => {
  const { status, body } = await get(as, path);
  expect([path, status]).toEqual([path, 200]);
  return body.items as Body[];
};

let last = 0;
/** Imports so many customers; gives back the import and their ids. */
async function imported(count: number): Promise<{ importId: string; ids: string[] }> {
  const names = Array.from({ length: count }, () => `W-${++last}`);
  const rows = names.map((name) => `${name},organisation,忻州第${name}号农具有限公司`);
  const { id } = await importing.run(['sourceId,kind,name', ...rows].join('\n'));
  const found = await Promise.all(names.map((name) => owning.ok(steward, 'get', `/customers/by-source/erp/${name}`)));
  return { importId: id, ids: found.map((one) => one.id as string) };
}

const followUp = (customerId: string, assignee: string) => ({
  ...{ customerId, assignee, kind: 'task', subject: '回访', dueAt: '2036-01-31T02:00:00Z' },
});

describe('a customer that is withdrawn since its import was taken back', () => {
  it('leaves readable what names it, and is nobody’s to work on', async () => {
    const { importId, ids } = await imported(1);
    const [gone] = ids as [string];
    await owning.give(gone, 'E1031', 'sales-north');
    const { id: handOverId } = await owning.ok(north, 'post', `/customers/${gone}/hand-overs`, {
      ...{ toEmployeeId: 'E1051', reason: 'region' },
    });
    const { id: root } = await owning.register(steward, aCustomer({ uscc: null }));
    const relationship = { type: 'group_member', from: gone, to: root, validFrom: '2026-01-01' };
    await owning.ok(steward, 'post', '/relationships', relationship);
    expect(await importing.revert(importId)).toMatchObject({ removed: 1, edited: 0 });
    expect((await get(steward, `/customers/${gone}`)).status).toBe(404);

    const nameless = { customerId: gone, kind: null, displayName: null };
    for (const as of [steward, north, south]) {
      const handOvers = await itemsOf(as, '/hand-overs');
      expect(handOvers.find(({ id }) => id === handOverId)?.customer).toEqual(nameless);
    }
    const [related] = await itemsOf(steward, `/relationships?customerId=${root}`);
    expect(related.from).toMatchObject({ ...nameless, department: 'sales-north' });
    const group = await owning.ok(steward, 'get', `/customers/${root}/group`);
    expect(group.members.map(({ customerId }: Body) => customerId)).toEqual([root, gone]);
    expect(group.rollUp).toMatchObject({ counted: 1, leftOut: 1 });

    const { id: theirs } = await owning.register(north);
    await owning.employ('E1031', 'sales-north', { active: false });
    await waitFor(async () => !(await owning.ownerOf(theirs)).startsWith('E1031'));
    expect(
      (await itemsOf(steward, '/ownership/unassigned?limit=100')).map(({ customerId }) => customerId),
    ).not.toContain(gone);
    await owning.app.run((tx) => owning.app.app.get(CustomerFacets).count(tx));
    const [{ counted, live }] = await owning.app.run((tx) =>
      tx.query(
        `SELECT (SELECT sum(count)::int FROM customer_facet) AS counted,
                (SELECT count(*)::int FROM customer WHERE merged_into IS NULL AND withdrawn_at IS NULL) AS live`,
      ),
    );
    expect(counted).toBe(live);
    const changed = await owning.app.probe.all('customer.owner-changed');
    expect(changed.filter(({ data }) => data.customerId === gone && data.because === 'leaver')).toEqual([]);
  }, 60_000);

  it('does not keep what somebody who left had to do from going to others', async () => {
    const { ids } = await imported(1);
    const [gone] = ids as [string];
    await owning.employ('E1039', 'sales-north');
    const { id } = await owning.ok(admin, 'post', '/follow-ups', followUp(gone, 'E1039'));
    const returns = owning.app.app.get(RecordReturns);
    const golden = owning.app.app.get(GoldenRecords);
    await owning.app.run(async (tx) => {
      const customer = await golden.lockSurvivor(tx, gone);
      await returns.withdraw(tx, customer, '01981a2b-1111-7000-8000-0000000000aa', new Date());
    });
    await owning.employ('E1039', 'sales-north', { active: false });
    const read = () => owning.ok(admin, 'get', `/follow-ups/${id}`);
    await waitFor(async () => (await read()).assignee !== 'E1039');
    expect(await read()).toMatchObject({
      assignee: 'E1030',
      department: 'sales-north',
      customer: { displayName: '**' },
    });
  }, 60_000);
});

describe('an imported customer that somebody works on', () => {
  it('stays, and the preview says so', async () => {
    const { id: survivor } = await owning.register(steward, aCustomer({ uscc: null }));
    const { importId, ids } = await imported(4);
    const [planned, ordered, cased, merged] = ids as [string, string, string, string];
    await owning.ok(admin, 'post', '/follow-ups', followUp(planned, 'E1032'));
    await owning.app.run((tx) =>
      tx.query(
        `INSERT INTO overview_part (kind, id, customer_id, picture, as_of) VALUES ('case', gen_random_uuid(), $1, '{}', now())`,
        [cased],
      ),
    );
    await orderOf(ordered);
    await orderOf(merged);
    await owning.ok(steward, 'post', `/customers/${survivor}/merge`, { with: merged, reason: '同一客户' });

    const forecast = await owning.ok(steward, 'get', `/imports/${importId}/revert-preview`);
    expect(forecast).toMatchObject({ removed: 1, edited: 3, customersWithdrawn: 0 });
    expect(await importing.revert(importId)).toMatchObject({ removed: 1, edited: 3 });
    for (const id of [planned, ordered, cased]) expect((await owning.read(id)).id).toBe(id);
    // Nothing is left of its record; what was ordered under its id is still the other one's.
    expect((await owning.read(merged)).id).toBe(survivor);
  }, 60_000);
});

async function orderOf(customerId: string): Promise<void> {
  await owning.app.run((tx) =>
    tx.query(
      `INSERT INTO customer_order (id, source, order_id, customer_id, customer_source, customer_source_id, currency, placed_at, version)
       VALUES (gen_random_uuid(), 'erp', gen_random_uuid()::text, $1, 'erp', 'x', 'CNY', now(), 1)`,
      [customerId],
    ),
  );
}
