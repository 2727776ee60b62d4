import { aCustomer, aPerson, type TokenClaims, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OwnershipMoves } from '../src/ownership/ownership-moves.service.js';
import { admin, type Body, erp, leader, type Owning, seller, slug, startOwning, steward } from './owning.js';

let app: Owning['app'];
let send: Owning['send'];
let ok: Owning['ok'];
let read: Owning['read'];
let register: Owning['register'];
let ownerOf: Owning['ownerOf'];
let give: Owning['give'];
let employ: Owning['employ'];
let rule: Owning['rule'];

beforeAll(async () => {
  ({ app, send, ok, read, register, ownerOf, give, employ, rule } = await startOwning());
}, 120_000);
afterAll(() => app.close());

const north = seller('E1031');
const south = seller('E1051', 'sales-south');
const away = { from: '2026-01-01T00:00:00Z' };
const offer = (id: string, body: object = {}, as: TokenClaims = north) =>
  send(as, 'post', `/customers/${id}/hand-overs`, { toEmployeeId: 'E1051', reason: 'region', ...body });
const offered = async (id: string, body: object = {}, as = north): Promise<Body> => {
  const answer = await offer(id, body, as);
  expect([answer.status, answer.body.state]).toEqual([201, 'offered']);
  return answer.body as Body;
};
const answer = (as: TokenClaims, id: string, how: 'accept' | 'decline' | 'withdraw') =>
  send(as, 'post', `/hand-overs/${id}/${how}`);
const responsibleFor = async (id: string): Promise<string> => {
  const { employeeId, because } = (await read(id)).owner.responsible;
  return `${employeeId} ${because}`;
};

describe('a hand-over', () => {
  it('leaves the owner responsible until it is accepted; then the customer is the receiver’s', async () => {
    const { id } = await register(north);
    const handOver = await offered(id, { note: '客户已迁至广州', expiresInHours: 24 });
    expect(handOver).toMatchObject({
      kind: 'offer',
      from: { employeeId: 'E1031', department: 'sales-north' },
      to: { employeeId: 'E1051', department: 'sales-south' },
      note: '客户已迁至广州',
      madeBy: 'E1031',
      answeredBy: null,
    });
    expect(Date.parse(handOver.expiresAt) - Date.parse(handOver.madeAt)).toBe(24 * 3_600_000);
    expect(await ownerOf(id)).toBe('E1031 sales-north registered');
    expect((await send(south, 'get', `/customers/${id}`)).status).toBe(404);
    const accepted = await answer(south, handOver.id, 'accept');
    expect([accepted.status, accepted.body.state, accepted.body.answeredBy]).toEqual([200, 'accepted', 'E1051']);
    expect(await ownerOf(id)).toBe('E1051 sales-south handed_over');
    expect((await send(south, 'get', `/customers/${id}`)).status).toBe(200);
    expect((await send(north, 'get', `/customers/${id}`)).status).toBe(404);
    const fact = await app.probe.waitFor('customer.hand-over-accepted', ({ data }) => data.customerId === id);
    expect([fact.aggregateVersion, fact.data.acceptedBy]).toEqual([2, 'E1051']);
    const { data } = await app.probe.waitFor('customer.owner-changed', (event) => event.data.customerId === id);
    expect(data.because).toBe('handed_over');
    expect(JSON.stringify(await app.probe.all('customer.hand-over-offered'))).not.toContain('广州');
    const [{ note }] = await app.run((tx) => tx.query(`SELECT note FROM hand_over WHERE id = $1`, [handOver.id]));
    expect(note).toMatch(/^v1\./);
  });

  it('shows the receiver of another department whom it is about, of a person only the first character', async () => {
    const [firm, person] = [await register(north), await register(north, aPerson())];
    const [ofFirm, ofPerson] = [await offered(firm.id), await offered(person.id)];
    const seenBy = async (as: TokenClaims, id: string) => (await ok(as, 'get', `/hand-overs/${id}`)).customer;
    expect(await seenBy(south, ofFirm.id)).toEqual({
      customerId: firm.id,
      kind: 'organisation',
      displayName: firm.displayName,
    });
    const masked = `${(person.displayName as string)[0]}**`;
    expect(await seenBy(south, ofPerson.id)).toEqual({ customerId: person.id, kind: 'person', displayName: masked });
    expect((await seenBy(north, ofPerson.id)).displayName).toBe(person.displayName);
    for (const outsider of [seller('E1001', 'service'), { sub: 'E7', roles: ['sales'] }])
      expect((await send(outsider, 'get', `/hand-overs/${ofFirm.id}`)).status).toBe(404);
    // Afterwards a receiver who declined learns no name any more.
    expect((await answer(south, ofPerson.id, 'decline')).status).toBe(200);
    expect(await seenBy(south, ofPerson.id)).toEqual({ customerId: person.id, kind: null, displayName: null });
    expect(await ownerOf(person.id)).toBe('E1031 sales-north registered');
  });

  it('is for whoever was asked to answer, and for whoever offered it to take back', async () => {
    const { id } = await register(north);
    const handOver = await offered(id);
    const colleague = seller('E1052', 'sales-south');
    const tries = [
      [colleague, 'accept', 403],
      [north, 'accept', 403],
      [colleague, 'withdraw', 403],
      [seller('E1001', 'service'), 'accept', 404],
      [north, 'withdraw', 200],
      [south, 'accept', 409],
    ] as const;
    for (const [as, how, status] of tries) expect((await answer(as, handOver.id, how)).status).toBe(status);
    expect(slug(await answer(south, handOver.id, 'decline'))).toBe('hand-over-over');
    await app.probe.waitFor('customer.hand-over-withdrawn', ({ data }) => data.handOverId === handOver.id);
    // Not everybody who sees the customer may give it away.
    expect(slug(await offer(id, {}, seller('E1032')))).toBe('hand-over-not-yours');
    await offered(id, {}, leader('E1030'));
  });

  it('cannot go to the owner, to whoever has left, or nowhere', async () => {
    const { id } = await register(north);
    await employ('E1055', 'sales-south', { active: false });
    const tried = async (to: object) => {
      const { status, body } = await offer(id, { toEmployeeId: null, ...to });
      return `${status} ${body.reason ?? body.errors?.[0]?.pointer}`;
    };
    expect(await tried({ toEmployeeId: 'E1031' })).toBe('409 owner');
    expect(await tried({ toEmployeeId: 'E1055' })).toBe('400 /toEmployeeId');
    expect(await tried({ toEmployeeId: 'E1051', toDepartment: 'sales-north' })).toBe('400 /toEmployeeId');
    expect(await tried({ toDepartment: 'nowhere' })).toBe('400 /toDepartment');
    expect(await tried({})).toBe('400 /toEmployeeId');
    const handOver = await offered(id, { toEmployeeId: 'E1052' });
    await employ('E1052', 'service');
    expect((await answer(seller('E1052', 'sales-south'), handOver.id, 'accept')).body.reason).toBe('not_active');
    await employ('E1052', 'sales-south');
  });

  it('to somebody who leaves is over: declined without an answer, whoever offered it is to be told', async () => {
    await employ('E1058', 'sales-south');
    const [one, other] = [await register(north), await register(north)];
    const made = await offered(one.id, { toEmployeeId: 'E1058' });
    const asked = await send(seller('E1058', 'sales-south'), 'post', '/customers/claims', {
      ...{ customerId: other.id, purpose: 'new_business', requestHandOver: true },
    });
    expect(asked.status).toBe(409);
    await employ('E1058', 'sales-south', { active: false });
    const seen = () => ok(north, 'get', `/hand-overs/${made.id}`);
    await waitFor(async () => (await seen()).state !== 'offered');
    expect(await seen()).toMatchObject({ state: 'declined', answeredBy: null, endedBecause: 'receiver_left' });
    const { data } = await app.probe.waitFor(
      'customer.hand-over-declined',
      ({ aggregateId }) => aggregateId === made.id,
    );
    expect(data).toMatchObject({ declinedBy: 'E1058', because: 'receiver_left', tell: 'E1031' });
    const request = await ok(north, 'get', `/hand-overs/${asked.body.handOverId}`);
    expect(request).toMatchObject({
      kind: 'request',
      state: 'withdrawn',
      answeredBy: null,
      endedBecause: 'receiver_left',
    });
    expect(slug(await answer(seller('E1058', 'sales-south'), made.id, 'accept'))).toBe('hand-over-over');
    await offered(one.id);
    const label = async () =>
      (await ok(north, 'get', `/customers/${one.id}/timeline`)).items.find(
        ({ type }: Body) => type === 'customer.hand-over-declined',
      )?.label;
    await waitFor(label);
    expect(await label()).toEqual({ zh: '移交未接受：接收人已离职', en: 'Hand-over declined: the receiver has left' });
  });

  it('of twenty who accept at once is accepted by exactly one', async () => {
    const { id } = await register(north);
    const handOver = await offered(id, { toEmployeeId: null, toDepartment: 'sales-south' });
    const ids = Array.from({ length: 20 }, (_, at) => `E2${at + 100}`);
    for (const one of ids) await employ(one, 'sales-south');
    const answers = await Promise.all(ids.map((one) => answer(seller(one, 'sales-south'), handOver.id, 'accept')));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter((one) => one.status === 409 && one.body.state === 'accepted')).toHaveLength(19);
    expect(await ownerOf(id)).toBe(`${won[0]!.body.answeredBy} sales-south handed_over`);
    expect((await app.probe.all('customer.owner-changed')).filter(({ data }) => data.customerId === id)).toHaveLength(
      1,
    );
  });

  it('of twenty that are offered at once is one', async () => {
    const { id } = await register(north);
    const answers = await Promise.all(Array.from({ length: 20 }, () => offer(id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(slug))).toEqual(new Set(['hand-over-open']));
    const second = app.run((tx) =>
      tx.query(
        `INSERT INTO hand_over (id, version, kind, customer_id, state, from_department, to_department, reason, made_by, made_at, expires_at)
         VALUES (gen_random_uuid(), 1, 'offer', $1, 'offered', 'a', 'b', 'other', 'x', now(), now() + interval '1 hour')`,
        [id],
      ),
    );
    await expect(second).rejects.toThrow('hand_over_one_open');
  });

  it('goes back when nobody answers in time, and a superior of the owner is told', async () => {
    const { id } = await register(north);
    const handOver = await offered(id);
    await app.run(async (tx) => {
      await tx.query(
        `UPDATE hand_over SET made_at = now() - interval '3 days', expires_at = now() - interval '1 second' WHERE id = $1`,
        [handOver.id],
      );
      await tx.query(
        `UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'ownership.hand-over' AND aggregate_id = $1`,
        [handOver.id],
      );
    });
    const { data } = await app.probe.waitFor(
      'customer.hand-over-expired',
      (event) => event.data.handOverId === handOver.id,
    );
    expect(data).toMatchObject({ tell: 'E1030', from: { employeeId: 'E1031' } });
    expect((await answer(south, handOver.id, 'accept')).body.state).toBe('expired');
    expect(await ownerOf(id)).toBe('E1031 sales-north registered');
    await offered(id);
  });

  it('is void when the customer is merged away or gets another owner', async () => {
    const plain = () => aCustomer({ uscc: null });
    const [survivor, retired] = [await register(north, plain()), await register(north, plain())];
    const [kept, voided] = [await offered(survivor.id), await offered(retired.id)];
    await ok(steward, 'post', `/customers/${survivor.id}/merge`, { with: retired.id, reason: '重复' });
    expect((await answer(south, voided.id, 'accept')).status).toBe(409);
    await app.probe.waitFor('customer.hand-over-withdrawn', ({ data }) => data.handOverId === voided.id);
    expect((await ok(north, 'get', `/hand-overs/${voided.id}`)).customer.customerId).toBe(survivor.id);
    expect((await ok(north, 'get', `/hand-overs/${kept.id}`)).state).toBe('offered');
    expect((await give(survivor.id, 'E1032', 'sales-north')).status).toBe(200);
    expect((await ok(seller('E1032'), 'get', `/hand-overs/${kept.id}`)).state).toBe('withdrawn');
  });

  it('is listed for those it is to and from, in pages', async () => {
    const list = async (as: TokenClaims, query: string) =>
      ((await ok(as, 'get', `/hand-overs?${query}`)).items as Body[]).map(({ id }) => id as string);
    await ok(admin, 'put', '/departments/listing', { name: '列表' });
    const [giver, taker] = [seller('E3001', 'listing'), seller('E3002', 'listing')];
    for (const { sub } of [giver, taker]) await employ(sub!, 'listing');
    const made: string[] = [];
    for (let count = 0; count < 3; count++) {
      const { id } = await register(giver);
      made.unshift((await offered(id, { toEmployeeId: 'E3002' }, giver)).id as string);
    }
    await answer(taker, made[0]!, 'decline');
    expect(await list(taker, 'to=me')).toEqual(made);
    expect(await list(giver, 'from=me&state=offered')).toEqual(made.slice(1));
    expect(await list(steward, 'department=listing&limit=2')).toEqual(made.slice(0, 2));
    expect(await list(taker, 'from=me')).toEqual([]);
    expect(await list(seller('E3003', 'elsewhere'), 'department=listing')).toEqual([]);
    const { next } = await ok(steward, 'get', '/hand-overs?department=listing&limit=2');
    expect(await list(steward, `department=listing&limit=2&cursor=${next}`)).toEqual(made.slice(2));
  });
});

describe('who answers for a customer', () => {
  it('is the substitute while the owner is away, who may also give it away', async () => {
    const { id } = await register(seller('E1033'));
    expect(await responsibleFor(id)).toBe('E1033 owner');
    await ok(admin, 'put', '/employees/E1033/absence', { ...away, substituteId: 'E1032' });
    expect(await responsibleFor(id)).toBe('E1032 substitute');
    expect(await ownerOf(id)).toBe('E1033 sales-north registered');
    const list = await ok(seller('E1032'), 'get', `/customers?id=${id}`);
    expect(list.items[0].owner.responsible).toEqual({ employeeId: 'E1032', because: 'substitute' });
    const handOver = await offered(id, {}, seller('E1032'));
    await answer(seller('E1032'), handOver.id, 'withdraw');
    await ok(admin, 'put', '/employees/E1032/absence', { ...away, substituteId: 'E1033' });
    expect(await responsibleFor(id)).toBe('E1030 supervisor');
    for (const back of ['E1032', 'E1033']) await ok(admin, 'delete', `/employees/${back}/absence`);
    expect(await responsibleFor(id)).toBe('E1033 owner');
  });

  it('is the head of the department once the owner works elsewhere; the customer stays where it is and is listed', async () => {
    await employ('E1036', 'sales-north');
    const { id } = await register(seller('E1036'));
    await employ('E1036', 'sales-south');
    expect(await responsibleFor(id)).toBe('E1030 department_head');
    expect(await ownerOf(id)).toBe('E1036 sales-north registered');
    const { items } = await ok(leader('E1030'), 'get', '/ownership/unassigned?limit=100');
    expect(items).toContainEqual(expect.objectContaining({ customerId: id, because: 'moved', employeeId: 'E1036' }));
    const others = await ok(leader('E1050', 'sales-south'), 'get', '/ownership/unassigned?limit=100');
    expect((others.items as Body[]).map(({ customerId }) => customerId)).not.toContain(id);
  });
});

describe('the customers of a leaver', () => {
  it('go to whom the rules choose, or stay with the department and are listed, however many there are', async () => {
    await ok(admin, 'put', '/departments/leaving', { name: '离职' });
    for (const id of ['E4001', 'E4002']) await employ(id, 'leaving');
    await rule(
      {
        name: '离职一',
        when: { industries: ['kept'] },
        assign: { department: 'leaving', roundRobin: ['E4001', 'E4002'] },
      },
      { name: '离职二', when: { industries: ['gone'] }, assign: { department: 'sales-south', employeeId: 'E1051' } },
    );
    const of = (industry: string) => aCustomer({ attributes: { industry } });
    const mine = seller('E4001', 'leaving');
    const many: Body[] = [];
    for (let count = 0; count < 27; count++) many.push(await register(mine));
    const [kept, gone] = [await register(mine, of('kept')), await register(mine, of('gone'))];
    const byRule = await register(erp, of('kept'));
    expect(byRule.owner.employeeId).toBe('E4001');
    await rule({
      name: '离职二',
      when: { industries: ['kept'] },
      assign: { department: 'sales-south', employeeId: 'E1051' },
    });
    await employ('E4001', 'leaving', { active: false });
    await waitFor(async () => {
      const { items } = await ok(steward, 'get', '/customers?owner=E4001&limit=1');
      return items.length === 0;
    });
    expect(await ownerOf(many.at(-1).id)).toBe('null leaving leaver');
    // A person chose the department of these: no rule takes them away from it.
    expect([await ownerOf(kept.id), await ownerOf(gone.id)]).toEqual(['null leaving leaver', 'null leaving leaver']);
    expect(await ownerOf(byRule.id)).toBe('E1051 sales-south leaver');
    const { data } = await app.probe.waitFor('customer.owner-changed', (event) => event.data.customerId === kept.id);
    expect(data).toMatchObject({ because: 'leaver', previous: { employeeId: 'E4001' } });
    const { items } = await ok(leader('E4002', 'leaving'), 'get', '/ownership/unassigned?limit=100');
    expect(items).toHaveLength(29);
    expect(items[0]).toEqual({
      customerId: many[0].id,
      kind: 'organisation',
      displayName: many[0].displayName,
      department: 'leaving',
      employeeId: null,
      because: 'no_employee',
      level: null,
    });
    await rule();
  });

  it('get another owner once a merge that hid one of them is taken back', async () => {
    await employ('E4003', 'sales-north');
    const plain = () => aCustomer({ uscc: null });
    const [survivor, retired] = [await register(north, plain()), await register(seller('E4003'), plain())];
    const { mergeId } = await ok(steward, 'post', `/customers/${survivor.id}/merge`, {
      with: retired.id,
      reason: '重复',
    });
    await employ('E4003', 'sales-north', { active: false });
    await ok(steward, 'post', `/customers/${survivor.id}/unmerge`, { mergeId, reason: '误合并' });
    await waitFor(async () => (await ownerOf(retired.id)) === 'null sales-north leaver');
  });

  it('are not theirs any more: a hand-over of all says so', async () => {
    await employ('E4004', 'sales-north');
    const { id } = await register(seller('E4004'));
    await employ('E4004', 'sales-north', { active: false });
    await waitFor(async () => (await ownerOf(id)) === 'null sales-north leaver');
    const bulk = { fromEmployeeId: 'E4004', toEmployeeId: 'E1031', reason: 'leaver' };
    const started = await ok(steward, 'post', '/hand-overs/bulk', bulk);
    const run = await waitFor(async () => {
      const body = await ok(steward, 'get', `/hand-overs/bulk/${started.id}`);
      return body.state === 'done' && (body as Body);
    });
    expect(run).toMatchObject({ fromHasLeft: true, done: 0, moved: 0 });
  });

  it('stay with whoever got one of them while all are handed over', async () => {
    const [mine, gone] = [await register(north), await register(seller('E1032'))];
    const task = { fromEmployeeId: 'E1031', toEmployeeId: 'E1033', reason: 'leaver', department: null };
    const moves = await app.run((tx) =>
      app.app
        .get(OwnershipMoves)
        .make(tx, { kind: 'hand_over', task, madeBy: 'E9000' } as never, [mine.id, gone.id], new Date()),
    );
    expect(moves.map(({ customerId }) => customerId)).toEqual([mine.id]);
    expect(await ownerOf(gone.id)).toBe('E1032 sales-north registered');
  });

  it('are handed over all at once by whoever assigns owners, each within its department', async () => {
    await ok(admin, 'put', '/departments/bulk', { name: '批量' });
    for (const id of ['E5001', 'E5002', 'E5003']) await employ(id, 'bulk');
    const made = [await register(seller('E5001', 'bulk')), await register(seller('E5001', 'bulk'))];
    const elsewhere = await register(seller('E5001', 'sales-north'));
    const bulk = (as: TokenClaims, body: object) =>
      send(as, 'post', '/hand-overs/bulk', { fromEmployeeId: 'E5001', reason: 'leaver', ...body });
    expect((await bulk(seller('E5002', 'bulk'), { leastLoaded: true })).status).toBe(403);
    for (const odd of [
      {},
      { leastLoaded: true, toEmployeeId: 'E5002' },
      { toEmployeeId: 'E5001' },
      { toEmployeeId: 'E0' },
    ])
      expect((await bulk(leader('E5002', 'bulk'), odd)).status).toBe(400);
    const started = await bulk(leader('E5009', 'bulk'), { leastLoaded: true });
    expect(started.status).toBe(202);
    const path = `/hand-overs/bulk/${started.body.id}`;
    const run = await waitFor(async () => {
      const body = await ok(leader('E5009', 'bulk'), 'get', path);
      return body.state === 'done' && (body as Body);
    });
    expect(started.body.fromHasLeft).toBe(false);
    expect(run).toMatchObject({ done: 2, moved: 2, moves: [{ from: 'bulk', to: 'bulk', customers: 2 }] });
    expect((await Promise.all(made.map(({ id }) => ownerOf(id)))).sort()).toEqual([
      'E5002 bulk handed_over',
      'E5003 bulk handed_over',
    ]);
    expect(await ownerOf(elsewhere.id)).toBe('E5001 sales-north registered');
    expect((await send(leader('E1030'), 'get', path)).status).toBe(404);
    const cancel = async (as: TokenClaims) => {
      const { status, body } = await send(as, 'post', `${path}/cancel`);
      return [status, status === 200 ? body.state : slug({ body })];
    };
    expect(await cancel(leader('E5009', 'bulk'))).toEqual([409, 'ownership-run-over']);
    // As if it were still at work.
    await app.run((tx) =>
      tx.query(`UPDATE ownership_run SET state = 'running', finished_at = NULL WHERE id = $1`, [started.body.id]),
    );
    expect(await cancel(leader('E1030'))).toEqual([404, 'not-found']);
    expect((await send(seller('E5002', 'bulk'), 'post', `${path}/cancel`)).status).toBe(403);
    expect(await cancel(leader('E5009', 'bulk'))).toEqual([200, 'cancelled']);
    expect((await send(leader('E5009', 'bulk'), 'get', path)).body.state).toBe('cancelled');
  });
});

describe('whoever starts to follow up a customer', () => {
  const claim = (as: TokenClaims, body: object) =>
    send(as, 'post', '/customers/claims', { purpose: 'new_business', ...body });

  it('of somebody else is told whose it is and nothing of the customer; the owner is told too', async () => {
    const body = aCustomer();
    const { id, displayName } = await register(north, body);
    const uscc = body.identifiers[0]!.value;
    const refused = await claim(south, { uscc });
    expect([refused.status, slug(refused)]).toEqual([409, 'customer-owned']);
    expect(refused.body).toMatchObject({
      customerId: id,
      owner: { employeeId: 'E1031', name: '员工E1031', department: 'sales-north', departmentName: '部门sales-north' },
      lastInteractionAt: null,
      handOverId: null,
    });
    expect(Date.parse(refused.body.since)).not.toBeNaN();
    for (const hidden of [displayName, uscc, body.contactPoints[0]!.value]) expect(refused.text).not.toContain(hidden);
    const { data } = await app.probe.waitFor('customer.claim-refused', (event) => event.data.customerId === id);
    expect(data).toEqual({
      claimId: refused.body.claimId,
      customerId: id,
      claimant: { employeeId: 'E1051', department: 'sales-south' },
      owner: { employeeId: 'E1031', department: 'sales-north' },
      purpose: 'new_business',
      handOverId: null,
    });
    const { items } = await ok(north, 'get', `/customers/${id}/claims`);
    expect(items).toEqual([
      expect.objectContaining({ id: refused.body.claimId, state: 'refused', claimedBy: 'E1051', customerId: id }),
    ]);
    expect((await send(south, 'get', `/customers/${id}/claims`)).status).toBe(404);
    expect(slug(await claim(seller('E1032'), { customerId: id }))).toBe('customer-owned');
  });

  it('as the owner, or as who answers for the owner now, may', async () => {
    const { id } = await register(seller('E1033'));
    const granted = await claim(seller('E1033'), { customerId: id });
    expect([granted.status, granted.body.state]).toEqual([201, 'granted']);
    expect((await claim(seller('E1032'), { customerId: id })).status).toBe(409);
    await ok(admin, 'put', '/employees/E1033/absence', { ...away, substituteId: 'E1032' });
    expect((await claim(seller('E1032'), { customerId: id })).status).toBe(201);
    expect(await ownerOf(id)).toBe('E1033 sales-north registered');
    await ok(admin, 'delete', '/employees/E1033/absence');
  });

  it('that a rule gave to an employee is told whose it is, also of the same department', async () => {
    const assign = { department: 'sales-north', employeeId: 'E1033' };
    await rule({ name: '归属', when: { industries: ['assigned'] }, assign });
    const { id } = await register(erp, aCustomer({ attributes: { industry: 'assigned' } }));
    expect(await ownerOf(id)).toBe('E1033 sales-north rule');
    expect(slug(await claim(seller('E1032'), { customerId: id }))).toBe('customer-owned');
    expect(await ownerOf(id)).toBe('E1033 sales-north rule');
    await rule();
  });

  it('that nobody of a department has gets it, where department and rules allow it; of twenty exactly one', async () => {
    await rule({ name: '认领', when: { industries: ['claimed'] }, assign: { department: 'sales-south' } });
    const free = await register(erp);
    const ruled = await register(erp, aCustomer({ attributes: { industry: 'claimed' } }));
    const chosen = await register(erp, { ...aCustomer(), owner: { department: 'sales-south' } });
    expect((await claim(north, { customerId: ruled.id })).status).toBe(409);
    expect((await claim(north, { customerId: chosen.id })).status).toBe(409);
    expect((await claim(south, { customerId: ruled.id })).status).toBe(201);
    expect(await ownerOf(ruled.id)).toBe('E1051 sales-south claimed');
    const ids = Array.from({ length: 20 }, (_, at) => `E6${at + 100}`);
    const answers = await Promise.all(ids.map((one) => claim(seller(one), { customerId: free.id })));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await ownerOf(free.id)).toBe(`${won[0]!.body.claimedBy} sales-north claimed`);
    await rule();
  });

  it('may ask for it; the side of the owner answers', async () => {
    const { id } = await register(north);
    const { body } = await claim(south, { customerId: id, requestHandOver: true });
    expect(body.handOverId).toEqual(expect.any(String));
    const again = await claim(south, { customerId: id, requestHandOver: true });
    expect([again.status, again.body.handOverId]).toEqual([409, null]);
    const request = await ok(south, 'get', `/hand-overs/${body.handOverId}`);
    expect(request).toMatchObject({ kind: 'request', reason: 'claim', customer: { displayName: null } });
    expect((await answer(south, body.handOverId, 'accept')).status).toBe(403);
    expect((await answer(seller('E1032'), body.handOverId, 'accept')).status).toBe(403);
    // The owner's side answers it, but only who made a request takes it back.
    expect((await answer(leader('E1030'), body.handOverId, 'withdraw')).status).toBe(403);
    expect((await answer(leader('E1030'), body.handOverId, 'accept')).status).toBe(200);
    expect(await ownerOf(id)).toBe('E1051 sales-south handed_over');
  });

  it('has to name one that there is; the same request again brings the same answer', async () => {
    expect((await claim(south, {})).body.errors[0].pointer).toBe('/customerId');
    expect((await claim(south, { name: '某公司' })).status).toBe(400);
    expect((await claim(south, { name: '没有这家公司', phone: '0351-7650999' })).status).toBe(404);
    const customer = aCustomer();
    const { id } = await register(north, customer);
    const key = { 'idempotency-key': `claim-${id}` };
    const body = { purpose: 'visit', name: customer.names[0]!.text, phone: customer.contactPoints[0]!.value };
    const [first, second] = [
      await send(south, 'post', '/customers/claims', body, key),
      await send(south, 'post', '/customers/claims', body, key),
    ];
    expect([first.status, second.status, second.body.claimId]).toEqual([409, 409, first.body.claimId]);
    expect((await ok(north, 'get', `/customers/${id}/claims`)).items).toHaveLength(1);
  });
});
