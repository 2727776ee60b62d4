import { ErpOrderPaid } from '@crm/contracts';
import { aCustomer, anOrder, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'south' | 'marketer' | 'agent', User>;

beforeAll(async () => {
  app = await startCustomerMaster();
  const { tokens } = app;
  as = {
    steward: await tokens.bearer({ sub: 'E9000', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E1031', roles: ['sales'], department: 'sales-north' }),
    south: await tokens.bearer({ sub: 'E2031', roles: ['sales'], department: 'sales-south' }),
    marketer: await tokens.bearer({ sub: 'E4', roles: ['marketer'] }),
    agent: await tokens.bearer({ sub: 'E5', roles: ['agent'], department: 'sales-north' }),
  };
}, 120_000);
afterAll(() => app?.close(), 60_000);

const dayMs = 86_400_000;
const api = () => request(`${app.url}/customer-master/v1`);
const get = async (path: string, query: object = {}, user = as.north): Promise<Body> =>
  (await api().get(path).query(query).set(user).expect(200)).body;
const register = async (user = as.north): Promise<Body> =>
  (
    await api()
      .post('/customers')
      .set(user)
      .send(aCustomer({ uscc: null }))
      .expect(201)
  ).body;
const statusOf = async (id: string): Promise<string[]> => {
  const { status, statusBecause } = await get(`/customers/${id}`);
  return [status, statusBecause.rule];
};
const aDeal = (customerId: string, more: object = {}) => ({
  customerId,
  title: '通风设备更新',
  amountMinor: 1000000,
  currency: 'CNY',
  source: 'inbound',
  ...more,
});
const open = async (customerId: string, more: object = {}, user = as.north): Promise<Body> => {
  const { status, body } = await api().post('/opportunities').set(user).send(aDeal(customerId, more));
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const move = ({ id, version }: Body, to: string, more: object = {}, user = as.north) =>
  api()
    .post(`/opportunities/${id}/stage`)
    .set(user)
    .set('if-match', `"v${version}"`)
    .send({ to, ...more });
const moved = async (deal: Body, to: string, more: object = {}): Promise<Body> => {
  const { status, body } = await move(deal, to, more);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
};
const patch = ({ id, version }: Body, body: object, user = as.north) =>
  api().patch(`/opportunities/${id}`).set(user).set('if-match', `"v${version}"`).send(body);
const read = (id: string, user = as.north): Promise<Body> => get(`/opportunities/${id}`, {}, user);
const list = async (query: object, user = as.north): Promise<string[]> =>
  (await get('/opportunities', query, user)).items.map(({ id }: Body) => id);

/** So many days pass for an opportunity, and for its timers. */
const pass = (id: string, days: number) =>
  app.run(async (tx) => {
    const interval = `make_interval(days => $2)`;
    await tx.query(
      `UPDATE opportunity SET last_moved_at = last_moved_at - ${interval}, stage_since = stage_since - ${interval},
         made_at = made_at - ${interval}, changed_at = changed_at - ${interval} WHERE id = $1`,
      [id, days],
    );
    await tx.query(
      `UPDATE timer SET due_at = due_at - ${interval}, next_try_at = next_try_at - ${interval}
       WHERE aggregate_id = $1::text AND state = 'armed'`,
      [id, days],
    );
  });
const isStalled = (id: string) => waitFor(async () => (await read(id)).stalled, { what: `stalled ${id}` });
const told = async <T extends 'opportunity.stalled' | 'opportunity.close-overdue'>(type: T, id: string) =>
  (await app.probe.all(type)).filter(({ aggregateId }) => aggregateId === id);

describe('an opportunity', () => {
  it('is opened with the probability of its stage, told without its words, and sealed at rest', async () => {
    const { id: customerId } = await register();
    const deal = await open(customerId, {
      title: '张总的设备甲',
      competitor: '某厂甲',
      expectedCloseOn: '2036-03-31',
      products: [{ productId: 'P-7', quantity: 2 }],
    });
    expect(deal).toMatchObject({
      version: 1,
      customer: { customerId },
      title: '张总的设备甲',
      competitor: '某厂甲',
      amountMinor: 1000000,
      weightedAmountMinor: 100000,
      stage: 'lead',
      probability: 10,
      probabilitySaid: false,
      stalled: false,
      closeOverdue: false,
      products: [{ productId: 'P-7', quantity: 2 }],
      owner: 'E1031',
      department: 'sales-north',
      closedAt: null,
    });
    expect(await read(deal.id)).toEqual(deal);
    const fact = await app.probe.waitFor('opportunity.opened', ({ aggregateId }) => aggregateId === deal.id);
    expect(fact.data).toEqual({
      opportunityId: deal.id,
      customerId,
      amountMinor: 1000000,
      currency: 'CNY',
      probability: 10,
      expectedCloseOn: '2036-03-31',
      source: 'inbound',
      owner: 'E1031',
      department: 'sales-north',
      stage: 'lead',
    });
    const rows = await app.run((tx) =>
      tx.query('SELECT row_to_json(o)::text FROM opportunity o WHERE id = $1', [deal.id]),
    );
    expect(JSON.stringify([rows, fact])).not.toMatch(/甲|张/);
  });

  it('goes through its stages, and is won with the order that it became', async () => {
    const { id: customerId } = await register();
    const lead = await open(customerId);
    await pass(lead.id, 6);
    const proposal = await moved(lead, 'proposal', { probability: 60 });
    expect(proposal).toMatchObject({ version: 2, probability: 60, probabilitySaid: true, weightedAmountMinor: 600000 });
    const changed = await app.probe.waitFor('opportunity.stage-changed', ({ aggregateId }) => aggregateId === lead.id);
    expect(changed.data).toMatchObject({ from: 'lead', to: 'proposal', daysInStage: 6, reason: null, probability: 60 });
    const withoutReason = await move(proposal, 'qualified');
    expect([withoutReason.status, withoutReason.body.type]).toEqual([409, 'urn:problem:move-reason-refused']);
    const back = await moved(proposal, 'qualified', { reason: 'budget_changed' });
    expect(back).toMatchObject({ stage: 'qualified', probability: 25, probabilitySaid: false, reason: null });
    const won = await moved(back, 'won', { reason: 'quality', orderId: 'SO-1', probability: 3 });
    expect(won).toMatchObject({ stage: 'won', probability: 100, reason: 'quality', orderId: 'SO-1' });
    const fact = await app.probe.waitFor('opportunity.won', ({ aggregateId }) => aggregateId === lead.id);
    expect(fact.data).toMatchObject({
      from: 'qualified',
      daysInStage: 0,
      daysOpen: 6,
      reason: 'quality',
      orderId: 'SO-1',
    });
    for (const to of ['lead', 'lost']) {
      const { status, body } = await move(won, to, { reason: 'other' });
      expect([status, body.type, body.from]).toEqual([409, 'urn:problem:no-such-move', 'won']);
    }
    expect((await patch(won, { probability: 50 })).body.errors[0].pointer).toBe('/probability');
    const { changes } = await get(`/opportunities/${lead.id}/history`);
    expect(changes.map(({ from, to, reason, version }: Body) => [from, to, reason, version])).toEqual([
      [null, 'lead', null, 1],
      ['lead', 'proposal', null, 2],
      ['proposal', 'qualified', 'budget_changed', 3],
      ['qualified', 'won', 'quality', 4],
    ]);
    expect(changes[1].secondsInStage).toBeGreaterThanOrEqual((6 * dayMs) / 1000);
  });

  it('is moved and corrected in the version that was read; of twenty at the same moment one does it', async () => {
    const deal = await open((await register()).id);
    const noTag = await api().post(`/opportunities/${deal.id}/stage`).set(as.north).send({ to: 'proposal' });
    expect(noTag.status).toBe(428);
    const stages = ['qualified', 'proposal', 'negotiation', 'won', 'lost'];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => move(deal, stages[at % 5]!, at % 5 > 2 ? { reason: 'other' } : {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(412)]);
    const { changes } = await get(`/opportunities/${deal.id}/history`);
    expect(changes).toHaveLength(2);
  });

  it('is corrected, and tells which fields; nothing where nothing is different', async () => {
    const deal = await open((await register()).id, { expectedCloseOn: '2036-03-31', competitor: '某厂' });
    const change = { amountMinor: 2000000, currency: 'USD', probability: 80, title: '新标题', competitor: null };
    const corrected = (await patch(deal, change)).body;
    expect(corrected).toMatchObject({ ...change, version: 2, weightedAmountMinor: 1600000, stage: 'lead' });
    expect((await patch(corrected, change)).body).toEqual(corrected);
    const fact = await app.probe.waitFor('opportunity.corrected', ({ aggregateId }) => aggregateId === deal.id);
    expect(fact.data).toMatchObject({ fields: ['title', 'amount', 'probability', 'competitor'], stage: 'lead' });
    const usual = (await patch(corrected, { probability: null, expectedCloseOn: null })).body;
    expect(usual).toMatchObject({ probability: 10, probabilitySaid: false, expectedCloseOn: null, title: '新标题' });
    const wrong = async (body: object) => (await patch(usual, body)).status;
    expect(await wrong({ amountMinor: -1 })).toBe(400);
    expect(await wrong({ currency: 'yuan' })).toBe(400);
    expect(await wrong({ currency: 'XYZ' })).toBe(400);
    expect(await wrong({ title: '  \u3000\u200b' })).toBe(400);
    expect(await wrong({ amountMinor: 10_000_000_000_001 })).toBe(400);
    expect(await wrong({ stage: 'won' })).toBe(400);
    expect(await wrong({ products: [{ productId: 'P' }, { productId: 'P' }] })).toBe(400);
    expect(await wrong({ amountMinor: 1.5 })).toBe(400);
  });
});

describe('a potential customer', () => {
  it('is a target one while something is to be won, and active once it buys', async () => {
    const customer = await register();
    const { id } = customer;
    const [one, other] = [await open(id), await open(id)];
    expect(await statusOf(id)).toEqual(['target', 'open_opportunity']);
    const fact = await app.probe.waitFor('customer.status-changed', ({ customerId }) => customerId === id);
    expect(fact.data).toMatchObject({ from: 'potential', to: 'target', because: 'open_opportunity' });
    await moved(one, 'lost', { reason: 'price' });
    expect(await statusOf(id)).toEqual(['target', 'open_opportunity']);
    const lost = await moved(other, 'lost', { reason: 'no_budget' });
    expect(await statusOf(id)).toEqual(['potential', 'no_open_opportunity']);
    await moved(lost, 'qualified', { reason: 'customer_returned' });
    expect(await statusOf(id)).toEqual(['target', 'open_opportunity']);
    const order = anOrder({ customer: { id: customer.sources[0].id } });
    const paid = { customerId: null, aggregateId: order.orderId, aggregateVersion: 0, time: new Date(), data: order };
    await app.probe.publish(ErpOrderPaid.draft(paid), { source: 'erp' });
    await waitFor(async () => (await statusOf(id))[0] === 'active');
  });

  it('stays what somebody said, and what it is after one was won', async () => {
    const said = await register();
    await api()
      .patch(`/customers/${said.id}`)
      .set(as.north)
      .set('if-match', `"v${said.version}"`)
      .send({ status: 'target' });
    await moved(await open(said.id), 'lost', { reason: 'price' });
    expect(await statusOf(said.id)).toEqual(['target', 'by_hand']);
    const { id } = await register();
    await moved(await open(id), 'won', { reason: 'price' });
    expect(await statusOf(id)).toEqual(['target', 'open_opportunity']);
  });

  it('is one whose opportunities lie under all of its ids', async () => {
    const [one, other] = [await register(), await register()];
    const mine = await open(one.id);
    await open(other.id);
    await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: '同一企业' })
      .expect(200);
    await moved(mine, 'lost', { reason: 'price' });
    expect((await statusOf(one.id))[0]).toBe('target');
    expect(await list({ customerId: other.id })).toHaveLength(2);
  });

  it('stays potential where the rules say so', async () => {
    const rules = async (targetOn: string[]) => {
      const { version, madeBy: _, madeAt: __, appliedAt: ___, ...rest } = await get('/status-rules', {}, as.steward);
      return api()
        .put('/status-rules')
        .set(as.steward)
        .set('if-match', `"v${version}"`)
        .send({ ...rest, targetOn });
    };
    expect((await get('/status-rules', {}, as.steward)).targetOn).toEqual(['open_opportunity']);
    expect((await rules([])).body.targetOn).toEqual([]);
    const { id } = await register();
    await open(id);
    expect((await statusOf(id))[0]).toBe('potential');
    expect((await rules(['moon'])).status).toBe(400);
    expect((await rules(['open_opportunity'])).status).toBe(200);
  });
});

describe('an opportunity to which nothing happens', () => {
  it('is stalled once, until the customer is reached or it moves', async () => {
    const { id: customerId } = await register();
    const deal = await open(customerId);
    const contact = (outcome: string) =>
      api()
        .post('/interactions')
        .set(as.north)
        .send({ customerId, channel: 'phone', direction: 'out', occurredAt: new Date().toISOString(), outcome })
        .expect(201);
    await pass(deal.id, 13);
    await contact('reached');
    await pass(deal.id, 3);
    // The timer is due and looks: three days since the contact are not too many.
    await waitFor(async () => {
      const [timer] = await app.run((tx) =>
        tx.query<{ due: Date }[]>(
          `SELECT due_at AS due FROM timer WHERE aggregate_id = $1 AND kind = 'opportunity.stalled' AND state = 'armed'`,
          [deal.id],
        ),
      );
      return timer && timer.due.getTime() > Date.now() + 10 * dayMs;
    });
    expect((await read(deal.id)).stalled).toBe(false);
    await pass(deal.id, 12);
    await isStalled(deal.id);
    const [fact, ...more] = await told('opportunity.stalled', deal.id);
    expect(more).toEqual([]);
    expect(fact!.data).toMatchObject({ stage: 'lead', amountMinor: 1000000, daysInStage: 27 });
    expect(await list({ customerId, stalled: true })).toEqual([deal.id]);
    await contact('not_reached');
    expect((await read(deal.id)).stalled).toBe(true);
    await contact('interested');
    expect(await read(deal.id)).toMatchObject({ stalled: false, stalledSince: null });
    await app.probe.waitFor('opportunity.resumed', ({ aggregateId }) => aggregateId === deal.id);
    expect(await list({ customerId, stalled: false })).toEqual([deal.id]);
    await pass(deal.id, 15);
    await isStalled(deal.id);
    expect(await told('opportunity.stalled', deal.id)).toHaveLength(2);
    expect(await moved(await read(deal.id), 'qualified')).toMatchObject({ stalled: false });
  });

  it('goes on when it turns out that the customer was reached', async () => {
    const { id: customerId } = await register();
    const deal = await open(customerId);
    const at = (daysBack: number): string => new Date(Date.now() - daysBack * dayMs).toISOString();
    const contact = { customerId, channel: 'phone', direction: 'out', occurredAt: at(40), outcome: 'not_reached' };
    const { body: call } = await api().post('/interactions').set(as.north).send(contact).expect(201);
    const correct = (version: number, body: object) =>
      api().patch(`/interactions/${call.id}`).set(as.north).set('if-match', `"v${version}"`).send(body).expect(200);
    await pass(deal.id, 30);
    await isStalled(deal.id);
    await correct(1, { outcome: 'reached' });
    // That was before the opportunity moved last.
    expect((await read(deal.id)).stalled).toBe(true);
    await correct(2, { occurredAt: at(1) });
    expect(await read(deal.id)).toMatchObject({ stalled: false, stalledSince: null });
    const { data } = await app.probe.waitFor('opportunity.resumed', ({ aggregateId }) => aggregateId === deal.id);
    expect(data.interactionId).toBe(call.id);
    await pass(deal.id, 15);
    await isStalled(deal.id);
    await correct(3, { occurredAt: at(0), outcome: 'not_reached' });
    expect((await read(deal.id)).stalled).toBe(true);
    await correct(4, { outcome: 'interested' });
    expect((await read(deal.id)).stalled).toBe(false);
  });

  it('is told of once when its expected day is over, and anew for another day', async () => {
    const deal = await open((await register()).id, { expectedCloseOn: '2036-03-31' });
    expect((await patch(deal, { expectedCloseOn: '2026-01-31' })).body.closeOverdue).toBe(true);
    await waitFor(async () => (await told('opportunity.close-overdue', deal.id)).length === 1);
    await patch(await read(deal.id), { expectedCloseOn: '2026-02-28' });
    await waitFor(async () => (await told('opportunity.close-overdue', deal.id)).length === 2);
    const closed = await moved(await read(deal.id), 'lost', { reason: 'no_decision' });
    expect(closed.closeOverdue).toBe(false);
    const armed = await app.run((tx) =>
      tx.query(`SELECT FROM timer WHERE aggregate_id = $1 AND state = 'armed'`, [deal.id]),
    );
    expect(armed).toEqual([]);
  });

  it('is stalled by the rules of its stage, which are data', async () => {
    const before = await get('/opportunity-stages');
    expect(before).toMatchObject({
      version: 0,
      stages: [{ stage: 'lead', probability: 10, stalledAfterDays: 14 }, {}, {}, {}],
    });
    const deal = await open((await register()).id);
    await pass(deal.id, 5);
    const stages = before.stages.map((rule: Body) =>
      rule.stage === 'lead' ? { ...rule, probability: 20, stalledAfterDays: 4 } : rule,
    );
    const put = (body: object, version: number, user = as.steward) =>
      api().put('/opportunity-stages').set(user).set('if-match', `"v${version}"`).send(body);
    expect((await put({ stages }, 0, as.north)).status).toBe(403);
    expect((await put({ stages }, 3)).status).toBe(412);
    expect((await put({ stages: stages.slice(1) }, 0)).status).toBe(400);
    expect((await put({ stages: [stages[1], ...stages.slice(1)] }, 0)).status).toBe(400);
    const { body } = await put({ stages }, 0);
    expect(body).toMatchObject({ version: 1, madeBy: 'E9000', stages });
    await isStalled(deal.id);
    expect((await read(deal.id)).stalledSince).toBe(body.madeAt);
    expect((await read(deal.id)).probability).toBe(10);
    expect((await open((await register()).id)).probability).toBe(20);
    expect((await put({ stages }, 1)).body.version).toBe(1);
    await put({ stages: before.stages }, 1).expect(200);
  });
});

describe('opportunities', () => {
  it('are seen by the department of the customer; their words only by whom they concern', async () => {
    const { id: customerId } = await register();
    const deal = await open(customerId);
    for (const path of [`/opportunities/${deal.id}`, `/opportunities/${deal.id}/history`]) {
      expect((await api().get(path).set(as.agent)).status).toBe(200);
      expect((await api().get(path).set(as.south)).status).toBe(404);
      expect((await api().get(path).set(as.steward)).status).toBe(403);
    }
    expect(await read(deal.id, as.marketer)).toMatchObject({ title: null, amountMinor: 1000000 });
    expect(await list({ customerId }, as.south)).toEqual([]);
    expect((await move(deal, 'proposal', {}, as.south)).status).toBe(404);
    expect((await patch(deal, { amountMinor: 1 }, as.south)).status).toBe(404);
    expect((await patch(deal, { amountMinor: 1 }, as.marketer)).status).toBe(403);
    expect((await api().post('/opportunities').set(as.south).send(aDeal(customerId))).status).toBe(404);
  });

  it('are listed by stage, owner, day and currency, in three orders, page by page', async () => {
    const { id: customerId } = await register();
    const one = await open(customerId, { amountMinor: 300, expectedCloseOn: '2036-05-01' });
    const two = await open(customerId, { amountMinor: 900, owner: 'E1032', stage: 'proposal' });
    const three = await open(customerId, { amountMinor: 600, expectedCloseOn: '2036-04-01', currency: 'USD' });
    const pages = async (query: object): Promise<string[]> => {
      const found: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await get('/opportunities', { customerId, limit: 2, ...query, ...(cursor ? { cursor } : {}) });
        found.push(...page.items.map(({ id }: Body) => id));
        if (page.next === null) return found;
        cursor = page.next;
      }
    };
    expect(await pages({})).toEqual([three.id, two.id, one.id]);
    expect(await pages({ sort: 'expectedCloseOn' })).toEqual([three.id, one.id, two.id]);
    expect(await pages({ sort: '-amount' })).toEqual([two.id, three.id, one.id]);
    expect(await pages({ stage: 'proposal' })).toEqual([two.id]);
    expect(await pages({ owner: 'me' })).toEqual([three.id, one.id]);
    expect(await pages({ owner: 'E1032' })).toEqual([two.id]);
    expect(await pages({ closeBefore: '2036-05-01' })).toEqual([three.id]);
    expect(await pages({ currency: 'USD' })).toEqual([three.id]);
    const byAmount = (await get('/opportunities', { customerId, limit: 1, sort: '-amount' })).next;
    for (const query of [
      { cursor: byAmount },
      { cursor: 'x' },
      { sort: 'title' },
      { stalled: 'maybe' },
      { stage: 'dead' },
    ])
      expect((await api().get('/opportunities').query(query).set(as.north)).status).toBe(400);
  });

  it('are in the overview and on the timeline, over all ids', async () => {
    const [one, other] = [await register(), await register()];
    const deal = await moved(await open(one.id, { expectedCloseOn: '2036-05-01' }), 'proposal');
    await open(other.id, { currency: 'USD', amountMinor: 500 });
    await moved(await open(one.id), 'lost', { reason: 'price' });
    await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: '同一企业' })
      .expect(200);
    const shown = await waitFor(async () => {
      const { opportunities } = await get(`/customers/${one.id}/overview`);
      return opportunities.openCount === 2 && opportunities;
    });
    expect(shown).toMatchObject({
      stalledCount: 0,
      nextCloseOn: '2036-05-01',
      amounts: [
        { currency: 'CNY', amountMinor: 1000000, weightedAmountMinor: 500000 },
        { currency: 'USD', amountMinor: 500, weightedAmountMinor: 50 },
      ],
      asOf: expect.any(String),
    });
    const types = 'opportunity.opened,opportunity.stage-changed,opportunity.lost';
    const { items } = await get(`/customers/${one.id}/timeline`, { types });
    expect(items.map(({ type }: Body) => type).sort()).toEqual([
      'opportunity.lost',
      'opportunity.opened',
      'opportunity.opened',
      'opportunity.opened',
      'opportunity.stage-changed',
    ]);
    const step = items.find(({ type }: Body) => type === 'opportunity.stage-changed');
    expect(step).toMatchObject({ label: { zh: '商机由线索变为方案报价' }, facts: { opportunityId: deal.id } });
  });
});

describe('the funnel', () => {
  it('counts what entered each stage, and what its next step was', async () => {
    const department = 'sales-west';
    const west = await app.tokens.bearer({ sub: 'E3031', roles: ['sales'], department });
    const { id: customerId } = await register(west);
    const deal = (more: object = {}) => open(customerId, { amountMinor: 100, ...more }, west);
    const step = async (opportunity: Body, to: string, more: object = {}): Promise<Body> =>
      (await move(opportunity, to, more, west).expect(200)).body;
    // Two days as a lead, then forward; one lost from there; one still there; one that went back and forward again.
    const forward = await deal();
    await pass(forward.id, 2);
    await step(await step(await get(`/opportunities/${forward.id}`, {}, west), 'proposal'), 'won', { reason: 'price' });
    const lost = await deal({ currency: 'USD' });
    await pass(lost.id, 4);
    await step(await get(`/opportunities/${lost.id}`, {}, west), 'lost', { reason: 'price' });
    await deal();
    const circling = await step(await deal(), 'proposal');
    await step(await step(circling, 'lead', { reason: 'correction' }), 'proposal');
    const funnel = await get('/opportunities/funnel', {}, west);
    expect(funnel.department).toBeNull();
    const stage = (name: string) => funnel.stages.find((one: Body) => one.stage === name);
    expect(stage('lead')).toMatchObject({
      entered: 4,
      movedOn: 2,
      movedBack: 0,
      lost: 1,
      still: 1,
      conversion: 0.5,
      medianDays: 2,
    });
    expect(stage('lead').amounts).toEqual([
      { currency: 'CNY', enteredMinor: 300, movedOnMinor: 200 },
      { currency: 'USD', enteredMinor: 100, movedOnMinor: 0 },
    ]);
    // The one that went back counts with the second time that it came.
    expect(stage('proposal')).toMatchObject({ entered: 2, movedOn: 1, movedBack: 0, still: 1, medianDays: 0 });
    expect(stage('negotiation')).toMatchObject({ entered: 0, conversion: null, medianDays: null, amounts: [] });
    expect(funnel).toMatchObject({
      won: { count: 1, amounts: [{ currency: 'CNY', amountMinor: 100 }] },
      lost: { count: 1, amounts: [{ currency: 'USD', amountMinor: 100 }] },
      winRate: 0.5,
    });
    const seen = async (query: object, user: User) =>
      (await get('/opportunities/funnel', query, user)).stages[0].entered;
    expect(await seen({ department }, as.marketer)).toBe(4);
    expect(await seen({ department }, as.south)).toBe(0);
    expect(await seen({ from: '2026-01-01', to: '2026-01-31' }, as.marketer)).toBe(0);
    for (const query of [{ from: 'x' }, { from: '2026-02-30' }, { from: '2026-02-02', to: '2026-02-01' }])
      expect((await api().get('/opportunities/funnel').query(query).set(west)).status).toBe(400);
  });

  it('counts what was lost, taken up again and won as won', async () => {
    const department = 'sales-east';
    const east = await app.tokens.bearer({ sub: 'E3032', roles: ['sales'], department });
    const { id: customerId } = await register(east);
    const step = async (opportunity: Body, to: string, reason: string): Promise<Body> =>
      (await move(opportunity, to, { reason }, east).expect(200)).body;
    const lost = await step(await open(customerId, {}, east), 'lost', 'price');
    expect(await get('/opportunities/funnel', {}, east)).toMatchObject({ lost: { count: 1 }, winRate: 0 });
    const again = await step(lost, 'negotiation', 'customer_returned');
    expect(await get('/opportunities/funnel', {}, east)).toMatchObject({ lost: { count: 0 }, winRate: null });
    await step(again, 'won', 'price');
    const decided = { won: { count: 1 }, lost: { count: 0, amounts: [] }, winRate: 1 };
    expect(await get('/opportunities/funnel', {}, east)).toMatchObject(decided);
  });

  it('is shown, and so is the overview, whatever amounts there were before these were bounded', async () => {
    const { id: customerId } = await register();
    const deals = [await open(customerId), await open(customerId)];
    const ids = deals.map(({ id }) => id);
    const opportunities = async () => (await get(`/customers/${customerId}/overview`)).opportunities;
    await waitFor(async () => (await opportunities()).openCount === 2);
    const huge = 9_000_000_000_000_000;
    await app.run(async (tx) => {
      await tx.query('ALTER TABLE opportunity_stage_change DISABLE TRIGGER USER');
      await tx.query('UPDATE opportunity_stage_change SET amount_minor = $2 WHERE opportunity_id = ANY($1)', [
        ids,
        huge,
      ]);
      await tx.query('ALTER TABLE opportunity_stage_change ENABLE TRIGGER USER');
      await tx.query(
        `UPDATE overview_part SET picture = picture || jsonb_build_object('amountMinor', $2::bigint, 'probability', 100)
         WHERE kind = 'opportunity' AND id = ANY($1)`,
        [ids, huge],
      );
    });
    const most = Number.MAX_SAFE_INTEGER;
    expect((await opportunities()).amounts).toEqual([
      { currency: 'CNY', amountMinor: most, weightedAmountMinor: most },
    ]);
    expect(JSON.stringify((await get('/opportunities/funnel')).stages[0].amounts)).toContain(String(most));
  });
});
