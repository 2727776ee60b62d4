import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'colleague' | 'supervisor' | 'south' | 'marketer' | 'callCentre', User>;

beforeAll(async () => {
  app = await startCustomerMaster();
  const { tokens } = app;
  const north = { department: 'sales-north' };
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E1031', roles: ['sales'], ...north }),
    colleague: await tokens.bearer({ sub: 'E1032', roles: ['sales'], ...north }),
    supervisor: await tokens.bearer({ sub: 'E1030', roles: ['supervisor'], ...north }),
    south: await tokens.bearer({ sub: 'E2031', roles: ['sales'], department: 'sales-south' }),
    marketer: await tokens.bearer({ sub: 'E4', roles: ['marketer'] }),
    callCentre: await tokens.bearer({ sub: 'call-centre', scope: 'sales:write sales:read' }),
  };
}, 120_000);
afterAll(() => app?.close(), 60_000);

const api = () => request(`${app.url}/customer-master/v1`);
const register = async (body: object = aCustomer({ uscc: null }), user = as.north): Promise<string> =>
  (await api().post('/customers').set(user).send(body).expect(201)).body.id;
const aContact = (customerId: string, more: object = {}) => ({
  customerId,
  channel: 'phone',
  direction: 'out',
  occurredAt: '2026-01-05T01:30:00.000Z',
  outcome: 'interested',
  ...more,
});
const post = (body: object, user = as.north) => api().post('/interactions').set(user).send(body);
const record = async (customerId: string, more: object = {}, user = as.north): Promise<Body> => {
  const { status, body } = await post(aContact(customerId, more), user);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const patch = ({ id, version }: Body, body: object, user = as.north) =>
  api().patch(`/interactions/${id}`).set(user).set('if-match', `"v${version}"`).send(body);
const read = (id: string, user = as.north) => api().get(`/interactions/${id}`).set(user);
const list = async (query: object, user = as.north): Promise<Body[]> =>
  (await api().get('/interactions').query(query).set(user).expect(200)).body.items;
const count = async (table: string): Promise<number> =>
  (await app.run((tx) => tx.query<{ n: number }[]>(`SELECT count(*) AS n FROM ${table}`)))[0]!.n;

describe('a contact', () => {
  it('is written down with its next step, told without its words, and sealed at rest', async () => {
    const customerId = await register();
    const person = await register(aPerson({ familyName: '张', givenName: '采薇' }));
    const answer = await post(
      aContact(customerId.toUpperCase(), {
        durationSeconds: 240,
        subject: '设备更新甲',
        notes: '采薇需要报价甲',
        contactPersonId: person,
        nextStep: { what: '发送报价甲', dueAt: '2036-01-07T02:00:00Z' },
      }),
    );
    const { body } = answer;
    expect([answer.status, answer.headers['location']]).toEqual([201, `/customer-master/v1/interactions/${body.id}`]);
    expect(body).toMatchObject({
      version: 1,
      customer: { customerId, recordedId: customerId, kind: 'organisation', department: 'sales-north' },
      contactPersonId: person,
      channel: 'phone',
      direction: 'out',
      occurredAt: '2026-01-05T01:30:00.000Z',
      employeeId: 'E1031',
      durationSeconds: 240,
      subject: '设备更新甲',
      notes: '采薇需要报价甲',
      outcome: 'interested',
      externalRef: null,
      recordedBy: 'E1031',
    });
    expect((await read(body.id)).body).toEqual(body);
    const step = (await api().get(`/follow-ups/${body.followUpId}`).set(as.north)).body;
    expect(step).toMatchObject({ subject: '发送报价甲', kind: 'task', assignee: 'E1031', interactionId: body.id });
    const told = await app.probe.waitFor('interaction.recorded', ({ aggregateId }) => aggregateId === body.id);
    expect(told).toMatchObject({
      customerId,
      aggregateVersion: 1,
      subject: `interaction/${body.id}`,
      time: '2026-01-05T01:30:00.000Z',
      data: { followUpId: body.followUpId, source: null, employeeId: 'E1031', outcome: 'interested' },
    });
    const rows = await app.run((tx) =>
      tx.query(
        'SELECT row_to_json(i)::text AS i, (SELECT row_to_json(f)::text FROM follow_up f WHERE f.interaction_id = i.id) FROM interaction i WHERE id = $1',
        [body.id],
      ),
    );
    expect(JSON.stringify([rows, told])).not.toMatch(/甲|采薇/);
  });

  it('that an outside system tells twenty times at once is there once, with one next step', async () => {
    const customerId = await register();
    const externalRef = { source: 'call-centre', id: `C-${newId()}` };
    const told = aContact(customerId, {
      employeeId: 'E1031',
      externalRef,
      nextStep: { what: '回电', kind: 'call', dueAt: '2036-01-07T02:00:00Z' },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(told, as.callCentre)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]!.body).toMatchObject({ externalRef, employeeId: 'E1031', recordedBy: 'call-centre' });
    const steps = (await api().get('/follow-ups').query({ customerId }).set(as.north)).body.items;
    expect(steps.map(({ id, assignee }: Body) => [id, assignee])).toEqual([[answers[0]!.body.followUpId, 'E1031']]);
    await app.probe.waitFor('interaction.recorded', ({ customerId: of }) => of === customerId);
    const facts = (await app.probe.all('interaction.recorded')).filter(({ customerId: of }) => of === customerId);
    expect(facts.map(({ data }) => data.source)).toEqual(['call-centre']);
    const other = await post(aContact(await register(), { externalRef }), as.callCentre);
    expect([other.status, other.body.type]).toEqual([409, 'urn:problem:external-ref-taken']);
  });

  it('is refused as a whole, with the fault named', async () => {
    const customerId = await register();
    const before = [await count('interaction'), await count('follow_up')];
    const wrong = async (more: object) => {
      const { status, body } = await post(aContact(customerId, more));
      return [status, ...(body.errors ?? []).map(({ pointer }: Body) => pointer)];
    };
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    expect(await wrong({ occurredAt: ahead })).toEqual([400, '/occurredAt']);
    expect(await wrong({ occurredAt: '2026-01-05' })).toEqual([400, '/occurredAt']);
    expect(await wrong({ occurredAt: '2026-02-05T25:00:00Z' })).toEqual([400, '/occurredAt']);
    expect(await wrong({ contactPersonId: await register() })).toEqual([400, '/contactPersonId']);
    expect(await wrong({ contactPersonId: newId() })).toEqual([400, '/contactPersonId']);
    expect(await wrong({ occurredAt: '2026-02-30T10:00:00Z' })).toEqual([400, '/occurredAt']);
    expect(await wrong({ subject: '\u3000 ' })).toEqual([400, '/subject']);
    expect(await wrong({ notes: ' \n' })).toEqual([400, '/notes']);
    expect(await wrong({ durationSeconds: -1 })).toEqual([400, '/durationSeconds']);
    expect(await wrong({ channel: 'pigeon' })).toEqual([400, '/channel']);
    expect(await wrong({ recordedBy: 'E9' })).toEqual([400, '/recordedBy']);
    expect(await wrong({ nextStep: { what: 'x', dueAt: '2026-01-06T00:00:00Z' } })).toEqual([400, '/nextStep/dueAt']);
    expect(await wrong({ customerId: newId() })).toEqual([404]);
    expect([await count('interaction'), await count('follow_up')]).toEqual(before);
  });
});

describe('a correction', () => {
  it('is made by whoever wrote it down or leads them; what was written before is kept', async () => {
    const first = await record(await register(), { subject: '初次', notes: '谈价格' });
    expect((await patch(first, { outcome: 'order' }, as.colleague)).status).toBe(403);
    expect((await patch(first, { outcome: 'order' }, as.marketer)).status).toBe(403);
    const second = await patch(first, { outcome: 'meeting_agreed', notes: '谈交期' });
    expect([second.status, second.body]).toEqual([
      200,
      { ...first, version: 2, outcome: 'meeting_agreed', notes: '谈交期', changedAt: expect.any(String) },
    ]);
    const third = await patch(second.body, { occurredAt: '2026-01-04T01:30:00Z', subject: null }, as.supervisor);
    expect(third.body).toMatchObject({ version: 3, subject: null, notes: '谈交期', changedBy: 'E1030' });
    const told = await app.probe.waitFor(
      'interaction.corrected',
      ({ aggregateId, aggregateVersion }) => aggregateId === first.id && aggregateVersion === 3,
    );
    expect(told.data).toMatchObject({ fields: ['occurredAt', 'subject'], occurredAt: '2026-01-04T01:30:00.000Z' });
    const { versions } = (await api().get(`/interactions/${first.id}/history`).set(as.north)).body;
    expect(versions.map((one: Body) => [one.version, one.outcome, one.subject, one.notes, one.changedBy])).toEqual([
      [3, 'meeting_agreed', null, '谈交期', 'E1030'],
      [2, 'meeting_agreed', '初次', '谈交期', 'E1031'],
      [1, 'interested', '初次', '谈价格', 'E1031'],
    ]);
    await expect(app.run((tx) => tx.query(`UPDATE interaction_version SET outcome = 'order'`))).rejects.toThrow();
  });

  it('needs the version that was read, changes nothing where nothing is different, and one of twenty wins', async () => {
    const contact = await record(await register());
    const noTag = await api().patch(`/interactions/${contact.id}`).set(as.north).send({ outcome: 'order' });
    expect(noTag.status).toBe(428);
    expect((await patch({ ...contact, version: 7 }, { outcome: 'order' })).status).toBe(412);
    expect((await patch(contact, { outcome: contact.outcome })).body).toEqual(contact);
    expect((await patch(contact, { customerId: newId() })).status).toBe(400);
    expect((await patch(contact, { occurredAt: '2036-01-04T01:30:00Z' })).status).toBe(400);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => patch(contact, { durationSeconds: at + 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(412)]);
    expect((await read(contact.id)).body.version).toBe(2);
  });
});

describe('contacts', () => {
  it('are seen by the department of the customer; their words only by whom they concern', async () => {
    const customerId = await register();
    const { id } = await record(customerId, { notes: '仅限内部' });
    for (const path of [`/interactions/${id}`, `/interactions/${id}/history`]) {
      expect((await api().get(path).set(as.colleague)).status).toBe(200);
      expect((await api().get(path).set(as.south)).status).toBe(404);
      expect((await api().get(path)).status).toBe(401);
      expect((await api().get(path).set(as.steward)).status).toBe(403);
    }
    expect((await read(id, as.colleague)).body.notes).toBe('仅限内部');
    expect((await read(id, as.marketer)).body).toMatchObject({ notes: null, outcome: 'interested' });
    expect((await patch({ id, version: 1 }, { outcome: 'order' }, as.south)).status).toBe(404);
    expect((await post(aContact(customerId), as.south)).status).toBe(404);
    expect(await list({ customerId }, as.south)).toEqual([]);
    expect((await list({ customerId }, as.marketer)).map((one) => one.id)).toEqual([id]);
  });

  it('are listed by customer, employee, channel and time, the newest first, page by page', async () => {
    const customerId = await register();
    const ids: string[] = [];
    for (const [at, channel] of ['visit', 'wechat', 'phone', 'wechat'].entries()) {
      const occurredAt = `2026-01-0${at + 1}T00:00:00.000Z`;
      ids.unshift((await record(customerId, { channel, occurredAt }, at === 0 ? as.colleague : as.north)).id);
    }
    const idsOf = async (query: object) => (await list({ customerId, ...query })).map(({ id }) => id);
    expect(await idsOf({})).toEqual(ids);
    expect(await idsOf({ channel: 'wechat' })).toEqual([ids[0], ids[2]]);
    expect(await idsOf({ employeeId: 'E1032' })).toEqual([ids[3]]);
    expect(await idsOf({ employeeId: 'me' })).toEqual(ids.slice(0, 3));
    expect(await idsOf({ from: '2026-01-02T00:00:00Z', to: '2026-01-04T00:00:00Z' })).toEqual([ids[1], ids[2]]);
    const first = (await api().get('/interactions').query({ customerId, limit: 3 }).set(as.north)).body;
    const rest = (await api().get('/interactions').query({ customerId, limit: 3, cursor: first.next }).set(as.north))
      .body;
    expect([...first.items, ...rest.items].map(({ id }: Body) => id)).toEqual(ids);
    expect(rest.next).toBeNull();
    for (const query of [{ cursor: 'x' }, { limit: 101 }, { from: 'yesterday' }, { channel: 'pigeon' }])
      expect((await api().get('/interactions').query(query).set(as.north)).status).toBe(400);
  });

  it('of merged ids are one list, and go back with an unmerge', async () => {
    const [one, other] = [await register(), await register()];
    const mine = await record(one);
    const theirs = await record(other, { notes: '合并前' });
    const merged = await api()
      .post(`/customers/${one}/merge`)
      .set(as.steward)
      .send({ with: other, reason: '同一企业' });
    expect((await list({ customerId: other })).map(({ id }) => id).sort()).toEqual([mine.id, theirs.id].sort());
    const united = (await read(theirs.id)).body;
    expect(united).toMatchObject({ notes: '合并前', customer: { customerId: one, recordedId: other } });
    const late = await post(aContact(other));
    expect([late.status, late.body.survivorId]).toEqual([409, one]);
    expect((await patch(united, { outcome: 'order' })).body).toMatchObject({ outcome: 'order', notes: '合并前' });
    await api()
      .post(`/customers/${one}/unmerge`)
      .set(as.steward)
      .send({ mergeId: merged.body.mergeId, reason: '并非同一企业' })
      .expect(200);
    expect((await list({ customerId: other })).map(({ id }) => id)).toEqual([theirs.id]);
    expect((await list({ customerId: one })).map(({ id }) => id)).toEqual([mine.id]);
  });

  it('are in the overview and on the timeline, also of merged ids', async () => {
    const [one, other] = [await register(), await register()];
    for (let day = 1; day <= 3; day++) await record(one, { occurredAt: `2026-01-0${day}T00:00:00.000Z` });
    const latest = await record(other, { occurredAt: '2026-01-04T00:00:00.000Z', channel: 'wechat', direction: 'in' });
    await api().post(`/customers/${one}/merge`).set(as.steward).send({ with: other, reason: '同一企业' }).expect(200);
    const shown = await waitFor(async () => {
      const { interactions } = (await api().get(`/customers/${one}/overview`).set(as.north)).body;
      return interactions.last.length === 3 && interactions.last[0].interactionId === latest.id && interactions;
    });
    expect(shown).toMatchObject({ lastAt: '2026-01-04T00:00:00.000Z', asOf: expect.any(String) });
    expect(shown.last[0]).toMatchObject({ channel: 'wechat', direction: 'in', outcome: 'interested' });
    const query = { types: 'interaction.recorded' };
    const entries = await waitFor(async () => {
      const { items } = (await api().get(`/customers/${one}/timeline`).query(query).set(as.north)).body;
      return items.length === 4 && items;
    });
    expect(entries[0]).toMatchObject({
      at: '2026-01-04T00:00:00.000Z',
      label: { zh: '客户主动联系（微信）：有意向', en: 'Contact by WeChat (by the customer): interested' },
    });
  });
});
