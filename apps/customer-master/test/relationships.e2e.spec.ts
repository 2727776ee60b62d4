import {
  AccountOpened,
  CaseClosed,
  CaseOpened,
  ErpOrderPaid,
  type EventDraft,
  PointsAccrued,
  ValueScored,
} from '@crm/contracts';
import { aCustomer, anOrder, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'south' | 'marketer', User>;

beforeAll(async () => {
  app = await startCustomerMaster();
  const { tokens } = app;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
    south: await tokens.bearer({ sub: 'E3', roles: ['sales'], department: 'sales-south' }),
    marketer: await tokens.bearer({ sub: 'E4', roles: ['marketer'] }),
  };
}, 120_000);
afterAll(() => app?.close(), 60_000);

const api = () => request(`${app.url}/customer-master/v1`);
const register = async (body: object, user = as.steward): Promise<Body> =>
  (await api().post('/customers').set(user).send(body).expect(201)).body;
const firm = async (user = as.steward): Promise<string> => (await register(aCustomer({ uscc: null }), user)).id;
const person = async (user = as.steward, wish = {}): Promise<string> => (await register(aPerson(wish), user)).id;
const firms = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push(await firm());
  return ids;
};

const post = (body: object, user = as.steward) => api().post('/relationships').set(user).send(body);
const relate = async (type: string, from: string, to: string, more = {}): Promise<Body> => {
  const { status, body } = await post({ type, from, to, validFrom: '2026-01-01', ...more });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const change = ({ id, version }: Body, body: object, user = as.steward) =>
  api().patch(`/relationships/${id}`).set(user).set('if-match', `"v${version}"`).send(body);
const listOf = async (customerId: string, query: object = {}, user = as.steward): Promise<Body> =>
  (
    await api()
      .get('/relationships')
      .query({ customerId, ...query })
      .set(user)
  ).body;
const groupOf = async (id: string, query: object = {}, user = as.steward): Promise<Body> =>
  (await api().get(`/customers/${id}/group`).query(query).set(user)).body;
const merge = (one: string, other: string) =>
  api().post(`/customers/${one}/merge`).set(as.steward).send({ with: other, reason: '同一企业' });
const unmerge = (id: string, mergeId: string) =>
  api().post(`/customers/${id}/unmerge`).set(as.steward).send({ mergeId, reason: '并非同一企业' });
const slug = ({ body }: { body: Body }): string => body.type.replace('urn:problem:', '');

describe('a relationship', () => {
  it('says who is what to whom from when to when, and is told', async () => {
    const [entity, group] = await firms(2);
    const answer = await post({ type: 'group_member', from: entity, to: group, validFrom: '2026-01-01' });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      etag: '"v1"',
      location: `/customer-master/v1/relationships/${answer.body.id}`,
    });
    expect(answer.body).toMatchObject({
      version: 1,
      type: 'group_member',
      from: { customerId: entity, recordedId: entity, kind: 'organisation', department: 'service' },
      to: { customerId: group, displayName: expect.stringContaining('太原市') },
      validFrom: '2026-01-01',
      validTo: null,
      details: null,
      madeBy: 'E1',
    });
    const told = await app.probe.waitFor('customer.related', ({ data }) => data.relationshipId === answer.body.id);
    expect(told).toMatchObject({
      customerId: entity,
      aggregateId: answer.body.id,
      aggregateVersion: 1,
      subject: `relationship/${answer.body.id}`,
      data: { type: 'group_member', customerId: entity, relatedId: group, validFrom: '2026-01-01', validTo: null },
    });
    const read = await api().get(`/relationships/${answer.body.id}`).set(as.steward);
    expect([read.status, read.headers['etag'], read.body]).toEqual([200, '"v1"', answer.body]);
    for (const end of [entity!, group!]) expect((await listOf(end)).items).toEqual([answer.body]);
  });

  it('begins today where nothing else is said', async () => {
    const [dealer, principal] = await firms(2);
    const { body } = await post({ type: 'dealer_of', from: dealer, to: principal });
    expect(body.validFrom).toBe(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()));
  });

  it('of a contact person says what the person does there, sealed at rest and never told', async () => {
    const [zhang, mine] = [await person(as.steward, { familyName: '张', givenName: '采薇' }), await firm()];
    const details = { title: '采购经理甲', department: '采购部甲', decisionRole: 'decision_maker' };
    const made = await relate('contact_person_of', zhang, mine, { details });
    expect(made).toMatchObject({ details, from: { kind: 'person', displayName: '张采薇' } });
    const rows = await app.run((tx) => tx.query('SELECT row_to_json(r)::text AS row FROM relationship r'));
    expect(JSON.stringify(rows)).not.toMatch(/采购|decision_maker/);
    const corrected = await change(made, { details: { title: '采购总监甲' } });
    expect([corrected.status, corrected.body.details, corrected.body.version]).toEqual([
      200,
      { title: '采购总监甲' },
      2,
    ]);
    const told = await app.probe.waitFor(
      'customer.relation-corrected',
      ({ data }) => data.relationshipId === made.id && data.fields.includes('details'),
    );
    expect(JSON.stringify(told)).not.toMatch(/采购|张/);
    expect((await change(corrected.body, { details: {} })).body.details).toBeNull();
  });

  it('is refused with the fault named: kinds, itself, days, fields, ids', async () => {
    const [one, other] = await firms(2);
    const zhang = await person();
    const wrong = async (body: object) => {
      const answer = await post({ type: 'dealer_of', from: one, to: other, validFrom: '2026-01-01', ...body });
      return [answer.status, ...(answer.body.errors ?? []).map(({ pointer }: Body) => pointer)];
    };
    expect(await wrong({ type: 'contact_person_of' })).toEqual([400, '/from']);
    expect(await wrong({ type: 'contact_person_of', from: zhang, to: await person() })).toEqual([400, '/to']);
    expect(await wrong({ from: zhang })).toEqual([400, '/from']);
    expect(await wrong({ to: one })).toEqual([400, '/to']);
    expect(await wrong({ to: one!.toUpperCase() })).toEqual([400, '/to']);
    expect(await wrong({ validTo: '2025-12-31' })).toEqual([400, '/validTo']);
    expect(await wrong({ validTo: '2026-01-01' })).toEqual([400, '/validTo']);
    expect(await wrong({ validFrom: '2026-02-30' })).toEqual([400, '/validFrom']);
    expect(await wrong({ validFrom: '0000-01-01' })).toEqual([400, '/validFrom', '/validFrom']);
    expect(await wrong({ details: { title: '经理' } })).toEqual([400, '/details']);
    const contact = { type: 'contact_person_of', from: zhang, to: one };
    const blank = { title: ' ', department: '\u3000' };
    expect(await wrong({ ...contact, details: blank })).toEqual([400, '/details/title', '/details/department']);
    expect(await wrong({ type: 'friend_of' })).toEqual([400, '/type']);
    expect(await wrong({ madeBy: 'E9' })).toEqual([400, '/madeBy']);
    expect(await wrong({ to: newId() })).toEqual([404]);
    expect((await post({ type: 'end_user_of', from: zhang, to: one })).status).toBe(201);
    for (const query of [
      '',
      `customerId=${one}&asOf=2026-02-30`,
      `customerId=${one}&cursor=x`,
      `customerId=${one}&type=x`,
    ])
      expect((await api().get(`/relationships?${query}`).set(as.steward)).status).toBe(400);
    expect((await api().post('/relationships').set(as.marketer).send({})).status).toBe(403);
  });
});

describe('the days of a relationship', () => {
  it('are from the first to before the last, and the same two are not related twice on one of them', async () => {
    const [dealer, principal] = await firms(2);
    const first = await relate('dealer_of', dealer!, principal!, { validTo: '2026-07-01' });
    const between = { type: 'dealer_of', from: dealer, to: principal, validFrom: '2026-06-30' };
    const refused = await post(between);
    expect([refused.status, slug(refused), refused.body.relationshipId]).toEqual([
      409,
      'relationship-overlaps',
      first.id,
    ]);
    const next = await relate('dealer_of', dealer!, principal!, { validFrom: '2026-07-01' });
    const other = await relate('end_user_of', dealer!, principal!, { validFrom: '2026-06-30' });
    const on = async (asOf: string) =>
      (await listOf(dealer!, { asOf, type: 'dealer_of' })).items.map(({ id }: Body) => id);
    expect(await on('2025-12-31')).toEqual([]);
    expect(await on('2026-06-30')).toEqual([first.id]);
    expect(await on('2026-07-01')).toEqual([next.id]);
    expect((await listOf(dealer!)).items.map(({ id }: Body) => id)).toEqual([first.id, next.id, other.id]);
  });

  it('are overlapped by one only of many who write at the same moment', async () => {
    const [dealer, principal] = await firms(2);
    const body = { type: 'dealer_of', from: dealer, to: principal, validFrom: '2026-01-01' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(slug))).toEqual(
      new Set(['relationship-overlaps']),
    );
  });

  it('are kept apart by the database too, also from those who do not ask before', async () => {
    const [one, other, third] = await firms(3);
    const write = (type: string, to: string) =>
      app.run((tx) =>
        tx.query(
          `INSERT INTO relationship (id, version, type, from_id, to_id, valid_from, made_by, made_at, changed_at)
           VALUES ($1, 1, $2, $3, $4, '2026-01-01', 'E1', now(), now())`,
          [newId(), type, one, to],
        ),
      );
    const outcome = async (...writes: Promise<unknown>[]) =>
      (await Promise.allSettled(writes))
        .map((settled) =>
          settled.status === 'fulfilled' ? 'written' : (settled.reason as Body).driverError.constraint,
        )
        .sort();
    expect(await outcome(write('dealer_of', other!), write('dealer_of', other!))).toEqual([
      'relationship_once',
      'written',
    ]);
    expect(await outcome(write('group_member', other!), write('site_of', third!))).toEqual([
      'relationship_one_parent',
      'written',
    ]);
  });
});

describe('a change', () => {
  it('ends it, takes the end back, and corrects its days, each told in order', async () => {
    const [site, entity] = await firms(2);
    const made = await relate('site_of', site!, entity!);
    const ended = await change(made, { validTo: '2026-07-01' });
    expect([ended.status, ended.body.validTo, ended.body.version]).toEqual([200, '2026-07-01', 2]);
    const stale = await change(made, { validTo: null });
    expect([stale.status, stale.body.currentVersion]).toEqual([412, 2]);
    const unasked = await api().patch(`/relationships/${made.id}`).set(as.steward).send({ validTo: null });
    expect(unasked.status).toBe(428);
    const reopened = await change(ended.body, { validTo: null });
    const both = await change(reopened.body, { validFrom: '2025-01-01', validTo: '2036-12-31' });
    expect([reopened.body.validTo, both.body.version]).toEqual([null, 5]);
    const same = await change(both.body, { validFrom: '2025-01-01' });
    expect([same.status, same.body.version]).toEqual([200, 5]);
    await app.probe.waitFor(
      'customer.relation-ended',
      (event) => event.aggregateId === made.id && event.aggregateVersion === 5,
    );
    const facts = [
      ...(await app.probe.all('customer.related')),
      ...(await app.probe.all('customer.relation-ended')),
      ...(await app.probe.all('customer.relation-corrected')),
    ].filter(({ aggregateId }) => aggregateId === made.id);
    const story = facts
      .sort((a, b) => a.aggregateVersion - b.aggregateVersion)
      .map(({ type, data }) => [type, data.validTo]);
    expect(story).toEqual([
      ['customer.related', null],
      ['customer.relation-ended', '2026-07-01'],
      ['customer.relation-corrected', null],
      ['customer.relation-corrected', '2036-12-31'],
      ['customer.relation-ended', '2036-12-31'],
    ]);
  });

  it('cannot reach into days on which there is another one, nor end before it begins', async () => {
    const [site, entity, other] = await firms(3);
    const past = await relate('site_of', site!, entity!, { validTo: '2026-03-01' });
    const now = await relate('site_of', site!, other!, { validFrom: '2026-03-01' });
    const reaching = await change(past, { validTo: null });
    expect([reaching.status, slug(reaching), reaching.body.relationshipId]).toEqual([409, 'second-parent', now.id]);
    const early = await change(past, { validTo: '2025-12-31' });
    expect([early.status, early.body.errors[0].pointer]).toEqual([400, '/validTo']);
    expect((await change(past, { validFrom: null })).status).toBe(400);
    expect((await change(past, { to: other })).status).toBe(400);
    // Written down by mistake: it never held, and the days are free.
    const mistake = await change(past, { validTo: past.validFrom });
    expect([mistake.status, mistake.body.validTo]).toEqual([200, '2026-01-01']);
    await relate('site_of', site!, other!, { validTo: '2026-02-01' });
    expect((await listOf(site!, { asOf: '2026-01-01' })).items).toHaveLength(1);
  });

  it('is for those who see one of the two customers', async () => {
    const [mine, theirs] = [await firm(as.north), await firm(as.south)];
    const hidden = await post({ type: 'dealer_of', from: mine, to: theirs }, as.north);
    expect([hidden.status, hidden.body.detail]).toEqual([404, 'to 所指的客户不存在']);
    const between = await relate('dealer_of', mine, theirs);
    const others = await relate('dealer_of', theirs, await firm(as.south));
    expect((await api().get(`/relationships/${others.id}`).set(as.north)).status).toBe(404);
    expect((await change(others, { validTo: '2026-07-01' }, as.north)).status).toBe(404);
    expect((await api().get(`/relationships?customerId=${theirs}`).set(as.north)).status).toBe(404);
    const { items } = await listOf(mine, {}, as.north);
    expect(items.map(({ to }: Body) => to)).toEqual([
      { customerId: theirs, recordedId: theirs, kind: null, displayName: null, department: 'sales-south' },
    ]);
    expect((await change(between, { validTo: '2026-07-01' }, as.north)).status).toBe(200);
    // What a person does there is not for those who do not see the person.
    const [zhang, wang] = [await person(as.south), await person(as.north)];
    for (const each of [zhang, wang]) await relate('contact_person_of', each, mine, { details: { title: '经理' } });
    const contacts = (await listOf(mine, { type: 'contact_person_of' }, as.north)).items;
    expect(contacts.map(({ details }: Body) => details)).toEqual([null, { title: '经理' }]);
    expect(contacts[0].from).toMatchObject({ customerId: zhang, displayName: null });
  });
});

it('a long list comes page by page', async () => {
  const [dealer, ...principals] = await firms(6);
  for (const principal of principals) await relate('dealer_of', dealer!, principal);
  const first = await listOf(dealer!, { limit: 3 });
  const second = await listOf(dealer!, { limit: 3, cursor: first.next });
  expect([...first.items, ...second.items].map(({ to }: Body) => to.customerId)).toEqual(principals);
  expect(second.next).toBeNull();
});

describe('the hierarchy', () => {
  it('has one parent for a customer on a day', async () => {
    const [entity, group, other] = await firms(3);
    const made = await relate('group_member', entity!, group!, { validTo: '2026-07-01' });
    const refused = await post({ type: 'site_of', from: entity, to: other, validFrom: '2026-06-30' });
    expect([refused.status, slug(refused), refused.body.relationshipId]).toEqual([409, 'second-parent', made.id]);
    await relate('site_of', entity!, other!, { validFrom: '2026-07-01' });
    expect((await groupOf(entity!, { asOf: '2026-06-30' })).path).toEqual([group, entity]);
    expect((await groupOf(entity!, { asOf: '2026-07-01' })).path).toEqual([other, entity]);
    expect((await groupOf(entity!, { asOf: '2025-01-01' })).path).toEqual([entity]);
  });

  it('has nobody above himself on any day, and the refusal names the circle', async () => {
    const [site, entity, group] = await firms(3);
    await relate('site_of', site!, entity!);
    await relate('group_member', entity!, group!, { validTo: '2026-07-01' });
    const refused = await post({ type: 'group_member', from: group, to: site, validFrom: '2026-06-30' });
    expect([refused.status, slug(refused)]).toEqual([409, 'cyclic-hierarchy']);
    expect(refused.body.path).toEqual([group, site, entity, group]);
    expect(refused.body.title).toBe('客户不能隶属于自己或自己的下级');
    // On days on which the way up is interrupted there is no circle, until somebody extends it.
    const later = await relate('group_member', group!, site!, { validFrom: '2026-07-01' });
    const [below] = (await listOf(entity!, { type: 'group_member' })).items;
    const extended = await change(below, { validTo: '2026-07-02' });
    expect([extended.status, slug(extended)]).toEqual([409, 'cyclic-hierarchy']);
    expect((await change(later, { validTo: '2026-07-01' })).status).toBe(200);
    expect((await change(below, { validTo: '2026-07-02' })).status).toBe(200);
    // A dealer of its own group is no circle of the hierarchy.
    await relate('dealer_of', group!, entity!);
  });

  it('lets one of two through that would close a circle together', async () => {
    for (let round = 0; round < 3; round++) {
      const [a, b, c, d] = await firms(4);
      await relate('group_member', a!, b!);
      await relate('group_member', c!, d!);
      const answers = await Promise.all([
        post({ type: 'group_member', from: b, to: c, validFrom: '2026-01-01' }),
        post({ type: 'group_member', from: d, to: a, validFrom: '2026-01-01' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(slug(answers.find(({ status }) => status === 409)!)).toBe('cyclic-hierarchy');
    }
  });
});

describe('a merge', () => {
  it('makes what is below and above one, without touching what was written; an unmerge gives it back', async () => {
    const [group, twin, entity, site] = await firms(4);
    const up = await relate('group_member', entity!, twin!);
    const down = await relate('site_of', site!, group!);
    const before = await app.run((tx) => tx.query('SELECT * FROM relationship ORDER BY id'));
    const { body } = await merge(group!, twin!).expect(200);
    const retired = body.retiredId as string;
    const survivor = body.survivorId as string;
    expect(await app.run((tx) => tx.query('SELECT * FROM relationship ORDER BY id'))).toEqual(before);
    for (const id of [group!, twin!]) {
      const united = await groupOf(id);
      expect(united).toMatchObject({ customerId: survivor, rootId: survivor, rollUp: { counted: 3 } });
      expect(new Set(united.members.map(({ customerId }: Body) => customerId))).toEqual(
        new Set([survivor, entity, site]),
      );
      expect((await listOf(id)).items.map((item: Body) => item.id)).toEqual([up.id, down.id]);
    }
    const [resolved] = (await listOf(entity!)).items;
    expect(resolved.to).toMatchObject({ customerId: survivor, recordedId: twin });
    // Nobody writes with the retired id any more, and the united one counts as one.
    const late = await post({ type: 'dealer_of', from: retired, to: entity });
    expect([late.status, slug(late), late.body.survivorId]).toEqual([409, 'customer-merged', survivor]);
    const circle = await post({ type: 'group_member', from: survivor, to: entity, validFrom: '2026-01-01' });
    expect([slug(circle), circle.body.path]).toEqual(['cyclic-hierarchy', [survivor, entity, survivor]]);
    const twice = await post({ type: 'group_member', from: entity, to: survivor, validFrom: '2026-01-01' });
    expect(slug(twice)).toBe('relationship-overlaps');
    const elsewhere = await relate('dealer_of', survivor, site!);

    await unmerge(survivor, body.mergeId).expect(200);
    expect((await groupOf(entity!)).path).toEqual([twin, entity]);
    expect((await groupOf(site!)).path).toEqual([group, site]);
    expect((await listOf(survivor)).items.map((item: Body) => item.id)).toContain(elsewhere.id);
    expect((await listOf(entity!)).items[0].to).toMatchObject({ customerId: twin, recordedId: twin });
  });

  it('is refused where the two are related, however far, until that is found to be wrong', async () => {
    const [site, entity, group] = await firms(3);
    const near = await relate('site_of', site!, entity!, { validTo: '2026-02-01' });
    const far = await relate('group_member', entity!, group!);
    const direct = await merge(site!, entity!);
    expect([direct.status, slug(direct)]).toEqual([409, 'merge-refused']);
    expect([direct.body.reasons, direct.body.relationshipIds]).toEqual([['related'], [near.id]]);
    for (const [one, other] of [
      [site!, group!],
      [group!, site!],
    ]) {
      const indirect = await merge(one!, other!);
      expect([indirect.status, indirect.body.reasons]).toEqual([409, ['related']]);
      expect(indirect.body.relationshipIds).toEqual([near.id, far.id]);
    }
    const dealer = await firm();
    const sells = await relate('dealer_of', dealer, group!);
    expect((await merge(group!, dealer)).body.relationshipIds).toEqual([sells.id]);
    const mistake = await change(near, { validTo: near.validFrom });
    expect((await merge(site!, entity!)).status).toBe(200);
    const revived = await change(mistake.body, { validTo: null });
    expect([revived.status, slug(revived)]).toEqual([409, 'related-to-itself']);
  });

  it('is refused where the two belong to different others on the same day, and not where to the same', async () => {
    const [one, other, mine, theirs] = await firms(4);
    const here = await relate('group_member', one!, mine!);
    const there = await relate('group_member', other!, theirs!, { validFrom: '2026-03-01' });
    const refused = await merge(one!, other!);
    expect([refused.status, refused.body.reasons]).toEqual([409, ['different_parents']]);
    expect(new Set(refused.body.relationshipIds)).toEqual(new Set([here.id, there.id]));
    await merge(mine!, theirs!).expect(200);
    const { body } = await merge(one!, other!).expect(200);
    const united = await groupOf(body.retiredId);
    expect(united.path).toHaveLength(2);
    expect(united.members).toHaveLength(2);
    // Both rows say the same of the one customer that the two are now.
    expect((await listOf(body.survivorId)).items).toHaveLength(2);
    // Either can be ended; nothing new can be said beside the other.
    const ended = await change(there, { validTo: '2026-07-01' });
    expect(ended.status).toBe(200);
    expect(slug(await change(ended.body, { validTo: null }))).toBe('relationship-overlaps');
    expect((await change(here, { validTo: '2026-07-01' })).status).toBe(200);
    expect((await groupOf(body.survivorId, { asOf: '2026-07-01' })).members).toHaveLength(1);
  });

  it('and a relationship of the same two at the same moment: one of them is refused', async () => {
    for (let round = 0; round < 4; round++) {
      const [one, other] = await firms(2);
      const answers = await Promise.all([
        merge(one!, other!),
        post({ type: 'group_member', from: one, to: other, validFrom: '2026-01-01' }),
      ]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
      expect(['merge-refused', 'customer-merged']).toContain(slug(answers.find(({ status }) => status === 409)!));
    }
  });

  it('that would close a circle by what is written at the same moment is refused, or that is', async () => {
    for (let round = 0; round < 3; round++) {
      const [first, second, third, last] = await firms(4);
      await relate('group_member', first!, second!);
      await relate('group_member', third!, last!);
      const answers = await Promise.all([
        merge(first!, last!),
        post({ type: 'group_member', from: second, to: third, validFrom: '2026-01-01' }),
      ]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    }
  });
});

interface Told {
  example: { data: object };
  draft(fact: never): EventDraft;
}

/** Another service tells the example of an event, of this customer and thing. */
function tell(definition: Told, customerId: string, aggregateId: string, aggregateVersion: number, data: object = {}) {
  const ids = { customerId, caseId: aggregateId, accountId: aggregateId } as Record<string, string>;
  const known = Object.fromEntries(
    Object.keys(definition.example.data)
      .filter((key) => key in ids)
      .map((key) => [key, ids[key]]),
  );
  const time = new Date('2026-01-07T00:00:00Z');
  const fact = {
    customerId,
    aggregateId,
    aggregateVersion,
    time,
    data: { ...definition.example.data, ...known, ...data },
  };
  return app.probe.publish(definition.draft(fact as never));
}

function pay(sourceId: string, amountMinor: number, currency = 'CNY') {
  const data = anOrder({ customer: { id: sourceId }, currency, lines: [{ amountMinor }] });
  const time = new Date('2026-01-06T00:00:00Z');
  const fact = { customerId: null, aggregateId: data.orderId, aggregateVersion: 0, time, data };
  return app.probe.publish(ErpOrderPaid.draft(fact));
}

describe('a group', () => {
  it('comes to what its members come to, each figure with its time', async () => {
    const [group, entity, site] = [
      await register(aCustomer({ uscc: null })),
      await register(aCustomer({ uscc: null })),
      await register(aCustomer({ uscc: null })),
    ];
    await relate('group_member', entity.id, group.id);
    await relate('site_of', site.id, entity.id);
    const empty = (await groupOf(site.id)).rollUp;
    expect(empty).toEqual({
      counted: 3,
      leftOut: 0,
      orders: { count: 0, amounts: [], lastPlacedAt: null, asOf: null },
      cases: { open: 0, asOf: null },
      points: { balance: 0, debt: 0, asOf: null },
      levels: { diamond: 0, gold: 0, silver: 0, basic: 0, none: 3, asOf: null },
    });

    await pay(group.sources[0].id, 5_000);
    await pay(entity.sources[0].id, 7_000);
    await pay(site.sources[0].id, 900, 'USD');
    const [account, closed] = [newId(), newId()];
    await tell(CaseOpened, entity.id, newId(), 1);
    await tell(CaseOpened, site.id, newId(), 1);
    await tell(CaseOpened, site.id, closed, 1);
    await tell(CaseClosed, site.id, closed, 2);
    await tell(AccountOpened, site.id, account, 1);
    await tell(PointsAccrued, site.id, account, 2, { balance: 1_999 });
    await tell(PointsAccrued, group.id, newId(), 1, { balance: 1 });
    await tell(ValueScored, group.id, group.id, 1, { level: 'gold' });
    await tell(ValueScored, site.id, site.id, 1, { level: 'gold' });
    const whole = await waitFor(async () => {
      const found = await groupOf(entity.id);
      const { orders, cases, points, levels } = found.rollUp;
      return orders.count === 3 && cases.open === 2 && points.balance === 2_000 && levels.gold === 2 && found;
    });
    expect(whole).toMatchObject({
      customerId: entity.id,
      rootId: group.id,
      path: [group.id, entity.id],
      truncated: false,
      members: [
        {
          customerId: group.id,
          parentId: null,
          relationshipId: null,
          type: null,
          depth: 0,
          displayName: group.displayName,
        },
        { customerId: entity.id, parentId: group.id, type: 'group_member', depth: 1, department: 'service' },
        { customerId: site.id, parentId: entity.id, type: 'site_of', depth: 2, kind: 'organisation' },
      ],
    });
    expect(whole.rollUp).toEqual({
      counted: 3,
      leftOut: 0,
      orders: {
        count: 3,
        amounts: [
          { currency: 'CNY', orders: 2, netAmountMinor: 12_000 },
          { currency: 'USD', orders: 1, netAmountMinor: 900 },
        ],
        lastPlacedAt: '2026-01-05T01:30:00.000Z',
        asOf: '2026-01-06T00:00:00.000Z',
      },
      cases: { open: 2, asOf: '2026-01-07T00:00:00.000Z' },
      points: { balance: 2_000, debt: 0, asOf: '2026-01-07T00:00:00.000Z' },
      levels: { diamond: 0, gold: 2, silver: 0, basic: 0, none: 1, asOf: '2026-01-07T00:00:00.000Z' },
    });

    // What a duplicate brought counts once it is merged, and goes with it again.
    const twin = await register(aCustomer({ uscc: null }));
    await tell(PointsAccrued, twin.id, newId(), 1, { balance: 500 });
    await app.allRead();
    const { body } = await merge(entity.id, twin.id).expect(200);
    expect((await groupOf(twin.id)).rollUp.points.balance).toBe(2_500);
    expect((await groupOf(group.id)).rollUp.counted).toBe(3);
    await unmerge(body.survivorId, body.mergeId).expect(200);
    expect((await groupOf(group.id)).rollUp.points.balance).toBe(2_000);
  });

  it('shows of a customer of another department the place and whom to ask, and leaves it out of the figures', async () => {
    const [top, mine, theirs] = [await firm(as.south), await firm(as.north), await firm(as.south)];
    await relate('group_member', mine, top);
    await relate('group_member', theirs, top);
    for (const id of [top, mine, theirs]) await tell(PointsAccrued, id, newId(), 1, { balance: 100 });
    await app.allRead();
    const seen = await groupOf(mine, {}, as.north);
    const foreign = { kind: null, displayName: null, department: 'sales-south', level: null };
    expect(seen.members).toEqual([
      expect.objectContaining({ customerId: top, ...foreign }),
      expect.objectContaining({ customerId: mine, kind: 'organisation', displayName: expect.any(String) }),
      expect.objectContaining({ customerId: theirs, ...foreign }),
    ]);
    expect(seen.rollUp).toMatchObject({ counted: 1, leftOut: 2, points: { balance: 100 } });
    expect((await groupOf(mine)).rollUp).toMatchObject({ counted: 3, leftOut: 0, points: { balance: 300 } });
    expect((await api().get(`/customers/${theirs}/group`).set(as.north)).status).toBe(404);
    expect((await api().get(`/customers/${newId()}/group`).set(as.steward)).status).toBe(404);
    expect((await api().get(`/customers/${mine}/group?asOf=x`).set(as.steward)).status).toBe(400);
  });

  it('of more than twenty levels shows the way up from the customer that was asked for, and says that there is more', async () => {
    const chain = await bareFirms(23);
    await bareSites(chain.slice(1).map((id, at) => [id, chain[at]!]));
    const low = await groupOf(chain[22]!);
    expect([low.truncated, low.members.length, low.rootId]).toEqual([true, 21, chain[2]]);
    const high = await groupOf(chain[1]!);
    expect([high.truncated, high.members.length, high.members.at(-1).depth]).toEqual([true, 21, 20]);
    const [last] = (await listOf(chain[22]!)).items;
    const [first] = (await listOf(chain[0]!)).items;
    for (const edge of [first, last]) await change(edge, { validTo: edge.validFrom });
    const whole = await groupOf(chain[10]!);
    expect([whole.truncated, whole.members.length, whole.rootId]).toEqual([false, 21, chain[1]]);
  });

  it('of more than a thousand customers shows a thousand, with the one that was asked for and what is below it', async () => {
    const [root, ...siblings] = await bareFirms(1_101);
    await bareSites(siblings.map((id) => [id, root!]));
    const [asked, below] = await bareFirms(2);
    // Written down last: among the children of the root it would not be among the first thousand.
    await bareSites([
      [asked!, root!],
      [below!, asked!],
    ]);
    const group = await groupOf(asked!);
    expect([group.truncated, group.members.length, group.rollUp.counted]).toEqual([true, 1_000, 1_000]);
    expect(group.path).toEqual([root, asked]);
    const shown = group.members.map(({ customerId }: Body) => customerId);
    expect(shown).toEqual(expect.arrayContaining([root, asked, below]));
    expect(new Set(shown).size).toBe(1_000);
  });
});

/** Many at once, with nothing but their rows: over HTTP they would take minutes. */
async function bareFirms(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await app.run((tx) =>
    tx.query(
      `INSERT INTO customer (id, kind, version, card_version, status, owner_department, name_tokens, name_keys, plain, sealed,
         created_at, updated_at)
       SELECT unnest($1::uuid[]), 'organisation', 1, 0, 'potential', 'service', '{}', '{}', '{}', '', now(), now()`,
      [ids],
    ),
  );
  return ids;
}

async function bareSites(pairs: readonly (readonly [string, string])[]): Promise<void> {
  await app.run((tx) =>
    tx.query(
      `INSERT INTO relationship (id, version, type, from_id, to_id, valid_from, made_by, made_at, changed_at)
       SELECT *, '2026-01-01', 'E1', now(), now()
       FROM (SELECT unnest($1::uuid[]), 1, 'site_of', unnest($2::uuid[]), unnest($3::uuid[])) AS given`,
      [pairs.map(() => newId()), pairs.map(([from]) => from), pairs.map(([, to]) => to)],
    ),
  );
}
