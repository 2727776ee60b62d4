import { randomUUID } from 'node:crypto';
import { ErpOrderPaid, OaEmployeeChanged } from '@crm/contracts';
import { anOrder, type TokenClaims, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { IntakeSweep } from '../src/intake/intake-sweep.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let erp: string;
let admin: string;

beforeAll(async () => {
  app = await startCustomerMaster();
  erp = await bearer({ sub: 'erp', roles: ['integration'] });
  admin = await bearer({ sub: 'E1', roles: ['admin'], department: 'management' });
});

afterAll(() => app.close());

const bearer = async (claims: TokenClaims): Promise<string> => `Bearer ${await app.tokens.token(claims)}`;

let counter = 0;
const paid = (change: object = {}, data: object = {}) => ({
  specversion: '1.0',
  id: `order-event-${++counter}`,
  source: 'erp',
  type: 'erp.order.paid',
  time: '2026-11-20T10:00:00+08:00',
  data: { ...anOrder({ customer: { source: 'erp', id: `K-${counter}` } }), ...data },
  ...change,
});
const employee = (change: object) =>
  paid({ type: 'oa.employee.changed', data: OaEmployeeChanged.example.data, ...change });
const send = (body: unknown, type = 'application/cloudevents+json') =>
  request(app.url)
    .post('/customer-master/v1/intake/events')
    .set('authorization', erp)
    .set('content-type', type)
    .send(typeof body === 'string' ? body : JSON.stringify(body));

describe('the intake of outside events', () => {
  it('takes one event, and puts it on the topic where the ERP itself would have written it', async () => {
    const event = paid();
    const answer = await send(event).expect(202);
    expect(answer.body).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: 0,
      results: [{ index: 0, id: event.id, status: 'accepted', errors: [] }],
    });
    const sent = await app.probe.waitFor('erp.order.paid', ({ id }) => id === event.id);
    expect(sent).toMatchObject({ source: 'erp', time: '2026-11-20T02:00:00.000Z', data: event.data });
  });

  it('takes an event once, however often and however concurrently it is sent', async () => {
    const event = paid();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(event)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(answers.filter(({ body }) => body.accepted === 1)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.duplicates === 1)).toHaveLength(9);
  });

  it('knows an event again for 400 days, and forgets it then', async () => {
    const [kept, ...old] = [paid(), paid(), paid(), paid()];
    await send([kept, ...old]).expect(202);
    const age = (id: string, days: number) =>
      app.run((tx) =>
        tx.query('UPDATE intake_event SET received_at = now() - make_interval(days => $2) WHERE event_id = $1', [
          ...[id, days],
        ]),
      );
    await age(kept!.id, 399);
    for (const { id } of old) await age(id, 401);
    const sweep = app.app.get(IntakeSweep);
    sweep.mostAtOnce = 2;
    await app.run((tx) => tx.query(`UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'intake.sweep'`));
    const known = async () =>
      (
        await app.run((tx) =>
          tx.query<{ event_id: string }[]>('SELECT event_id FROM intake_event WHERE event_id = ANY($1)', [
            [kept!.id, ...old.map(({ id }) => id)],
          ]),
        )
      ).map(({ event_id }) => event_id);
    await waitFor(async () => (await known()).length === 1);
    expect(await known()).toEqual([kept!.id]);
    expect((await send(kept).expect(202)).body).toMatchObject({ duplicates: 1 });
    expect((await send(old[0]).expect(202)).body).toMatchObject({ accepted: 1 });
    const [timer] = await app.run((tx) =>
      tx.query<{ pause: number }[]>(
        `SELECT extract(epoch FROM due_at - now())::float AS pause FROM timer WHERE kind = 'intake.sweep'`,
      ),
    );
    expect(timer!.pause).toBeGreaterThan(3_000);
  });

  it('takes one id of two sources as two events, and both have their effect', async () => {
    const id = `shared-${randomUUID()}`;
    const told = ['erp-north', 'erp-south'].map((source) => paid({ id, source }));
    for (const event of told) expect((await send(event).expect(202)).body).toMatchObject({ accepted: 1 });
    for (const { source, data } of told) {
      const event = await app.probe.waitFor('crm.order.paid', (found) => found.data.orderId === data.orderId);
      expect(event.data.source).toBe(source);
    }
  });

  it('refuses an id that stood for something else', async () => {
    const event = paid();
    await send(event).expect(202);
    const answer = await send({ ...event, time: '2026-11-21T10:00:00+08:00' }).expect(400);
    expect(answer.body).toMatchObject({ type: 'urn:problem:invalid-event', errors: [{ pointer: '/id' }] });
  });

  it('takes the valid events of a batch and names the others', async () => {
    const batch = [paid(), paid({}, { currency: 7 }), paid({ type: 'erp.weather.changed' }), paid()];
    const { body } = await send(batch, 'application/cloudevents-batch+json').expect(202);
    expect(body).toMatchObject({ accepted: 2, duplicates: 0, rejected: 2 });
    expect(body.results.map(({ index, status }: { index: number; status: string }) => [index, status])).toEqual([
      [0, 'accepted'],
      [1, 'rejected'],
      [2, 'rejected'],
      [3, 'accepted'],
    ]);
    expect(body.results[1].errors).toEqual([{ pointer: '/data/currency', message: '必须是文本' }]);
    expect(body.results[2].errors).toEqual([{ pointer: '/type', message: '此处不接收该类型的事件' }]);
  });

  it('says what is wrong in the language that was asked for', async () => {
    const wrong = [paid({}, { currency: 7 }), paid({ id: '' })];
    const english = await send(wrong).set('accept-language', 'en').expect(400);
    expect(english.body).toMatchObject({
      title: 'The event breaks its contract',
      results: [
        { index: 0, errors: [{ pointer: '/data/currency', message: 'must be a text' }] },
        { index: 1, id: '', errors: [{ pointer: '/id', message: 'must be a text of 1 to 200 characters' }] },
      ],
    });
    const chinese = await send(wrong[1]).expect(400);
    expect(chinese.body).toMatchObject({
      title: '事件不符合契约',
      errors: [{ pointer: '/id', message: '必须是 1 至 200 个字符的文本' }],
    });
  });

  it.each([
    ['a wrong schema', () => paid({}, { lines: [{ lineId: '1' }] }), 'invalid-event', '/data/lines/0'],
    ['an unknown type', () => paid({ type: 'erp.weather.changed' }), 'unknown-event-type', '/type'],
    ['an event of ours', () => paid({ type: 'customer.registered' }), 'unknown-event-type', '/type'],
    ['another version', () => paid({ dataversion: 2 }), 'invalid-event', '/data'],
    ['no time', () => paid({ time: undefined }), 'invalid-event', '/time'],
    ['an unknown field', () => paid({}, { discount: 3 }), 'invalid-event', '/data'],
    ['a day that does not exist', () => paid({ time: '2026-02-30T10:00:00Z' }), 'invalid-event', '/time'],
    ['a time ahead', () => paid({ time: '2126-11-20T10:00:00Z' }), 'invalid-event', '/time'],
    ['a time that was not set', () => paid({ time: '0001-01-01T00:00:00Z' }), 'invalid-event', '/time'],
    [
      'an order that is placed ahead',
      () => paid({}, { placedAt: '2126-11-20T10:00:00Z' }),
      'invalid-event',
      '/data/placedAt',
    ],
    [
      'an amount that no sum holds',
      () => paid({}, anOrder({ lines: [{ amountMinor: 9e15 }] })),
      'invalid-event',
      '/data/lines/0/amountMinor',
    ],
    ['no line', () => paid({}, { lines: [] }), 'invalid-event', '/data/lines'],
    [
      'one line twice',
      () => paid({}, anOrder({ lines: [{ lineId: '1' }, { lineId: '1' }] })),
      'invalid-event',
      '/data/lines/1/lineId',
    ],
    ['a currency in small letters', () => paid({}, { currency: 'cny' }), 'invalid-event', '/data/currency'],
    ['a currency that there is not', () => paid({}, { currency: 'XYZ' }), 'invalid-event', '/data/currency'],
    [
      'the name of a source of ours',
      () => paid({}, anOrder({ customer: { source: 'mdm' } })),
      'invalid-event',
      '/data/customer/source',
    ],
    ['another subject', () => paid({ subject: 'order/SO-0' }), 'invalid-event', '/subject'],
    [
      'a name that reads otherwise',
      () => paid({}, anOrder({ customer: { name: '山西\u202e业煤' } })),
      'invalid-event',
      '/data/customer/name',
    ],
    ['an id with a control character', () => paid({ id: 'a\u0007' }), 'invalid-event', '/id'],
    [
      'an absence that ends before it begins',
      () =>
        employee({
          data: {
            ...OaEmployeeChanged.example.data,
            absence: { from: '2026-10-02T00:00:00Z', to: '2026-10-01T00:00:00Z' },
          },
        }),
      'invalid-event',
      '/data/absence/to',
    ],
    ['an employee who changes ahead', () => employee({ time: '2126-11-20T10:00:00Z' }), 'invalid-event', '/time'],
  ])('refuses %s and changes nothing', async (_, make, slug, pointer) => {
    const { body } = await send(make())
      .expect(400)
      .expect('content-type', /application\/problem\+json/);
    expect(body).toMatchObject({
      type: `urn:problem:${slug}`,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });

  it('refuses broken JSON, 2 MB, and an empty batch', async () => {
    await send('{"specversion":')
      .expect(400)
      .expect('content-type', /problem/);
    await send(JSON.stringify(paid({}, { text: 'x'.repeat(2_000_000) })))
      .expect(413)
      .expect('content-type', /problem/);
    await send([]).expect(400);
  });

  it('takes a subject with the id that the data has', async () => {
    const told = paid();
    for (const subject of [told.data.orderId, `order/${told.data.orderId}`])
      await send({ ...told, id: `${told.id}-${subject}`, subject }).expect(202);
  });

  it('does not hide what came by Kafka past it: it is a dead letter at once, with the reason', async () => {
    const tell = async (time: Date, change: object = {}) => {
      const data = { ...anOrder(), ...change };
      const fact = { customerId: null, aggregateId: data.orderId, aggregateVersion: 0, time, data };
      await app.probe.publish(ErpOrderPaid.draft(fact), { source: 'erp' });
      return data.orderId;
    };
    const now = new Date();
    const told = [
      await tell(now, { currency: 'cny' }),
      await tell(now, { placedAt: '0001-01-01T00:00:00Z' }),
      await tell(new Date('2126-11-20T10:00:00Z')),
      await tell(now, anOrder({ lines: [{ amountMinor: 9e15 }, { amountMinor: 9e15 }] })),
    ];
    const letters = () =>
      app.run((tx) =>
        tx.query<{ error: string; attempts: number }[]>(
          `SELECT error, attempts FROM dead_letter WHERE consumer = 'customer-master' AND source = 'erp'
             AND error LIKE '%breaks its contract: /%' ORDER BY position`,
        ),
      );
    await waitFor(async () => (await letters()).length === told.length);
    expect((await letters()).map(({ error, attempts }) => [error.split(': ').at(-1), attempts])).toEqual(
      expect.arrayContaining([
        ['/data/currency is no ISO 4217 code in capitals', 1],
        ['/data/placedAt must not lie before 1980', 1],
        ['/time must not lie ahead', 1],
        [
          '/data/lines/0/amountMinor must not be more than 10000000000000; ' +
            '/data/lines/1/amountMinor must not be more than 10000000000000',
          1,
        ],
      ]),
    );
  });

  it('is for integrators only', async () => {
    const agent = await bearer({ sub: 'E2', roles: ['agent'], department: 'service' });
    await send(paid()).set('authorization', agent).expect(403);
    await send(paid()).set('authorization', '').expect(401);
  });
});

describe('employees and departments', () => {
  const put = (path: string, body: object) =>
    request(app.url).put(`/customer-master/v1${path}`).set('authorization', admin).send(body);
  const get = (path: string) => request(app.url).get(`/customer-master/v1${path}`).set('authorization', admin);
  const wang = { name: '王芳', departmentId: 'service', roles: ['agent'], skills: ['coal'], active: true };

  it('are kept by hand: created, changed, and the same again changes nothing', async () => {
    await put('/employees/E9', wang).expect(201);
    const again = await put('/employees/E9', wang).expect(200);
    expect(again.body.version).toBe(1);
    const changed = await put('/employees/E9', { ...wang, departmentId: 'complaint-centre' }).expect(200);
    expect(changed.body).toMatchObject({ version: 2, departmentId: 'complaint-centre' });
    const card = await app.probe.waitFor('employee.card', ({ data }) => data.employeeId === 'E9' && data.version === 2);
    expect(JSON.stringify(card)).not.toContain('王芳');
  });

  it('are told by the OA; what is older than known changes nothing', async () => {
    const employeeId = 'E10';
    const tell = (name: string, time: string) =>
      app.probe.publish(
        OaEmployeeChanged.draft({
          customerId: null,
          aggregateId: employeeId,
          aggregateVersion: 0,
          time: new Date(time),
          data: { employeeId, name, departmentId: 'service', active: true },
        }),
      );
    await tell('李雷（新）', '2026-06-01T00:00:00Z');
    await tell('李雷（旧）', '2025-06-01T00:00:00Z');
    await waitFor(async () => (await app.probe.lag('customer-master')) === 0);
    const { body } = await get('/employees/E10').expect(200);
    expect(body).toMatchObject({ name: '李雷（新）', version: 1 });
  });

  it('lead nobody who is themselves: by hand that is refused, from the OA it is nobody', async () => {
    const { body } = await put('/employees/E20', { ...wang, supervisorId: 'E20' }).expect(400);
    expect(body.errors).toEqual([{ pointer: '/supervisorId', message: '不能是本人' }]);
    await get('/employees/E20').expect(404);
    await put('/employees/E20', { ...wang, name: ' \u3000' }).expect(400);
    await put('/departments/blank', { name: ' ' }).expect(400);
    const data = { employeeId: 'E20', name: '总经理', departmentId: 'service', supervisorId: 'E20', active: true };
    await app.probe.publish(
      OaEmployeeChanged.draft({ customerId: null, aggregateId: 'E20', aggregateVersion: 0, time: new Date(), data }),
    );
    const told = await waitFor(async () => {
      const found = await get('/employees/E20');
      return found.status === 200 ? found.body : null;
    });
    expect(told.supervisorId).toBeNull();
    const from = '2036-10-01T00:00:00Z';
    await put('/employees/E20/absence', { from, substituteId: 'E20' }).expect(400);
  });

  it('can be away, and come back', async () => {
    await put('/employees/E11', wang);
    const away = { from: '2026-10-01T00:00:00Z', to: '2026-10-09T00:00:00Z', substituteId: 'E9' };
    const { body } = await put('/employees/E11/absence', away).expect(200);
    expect(body.absence).toEqual({
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-10-09T00:00:00.000Z',
      substituteId: 'E9',
    });
    await put('/employees/E11/absence', { ...away, to: '2026-09-01T00:00:00Z' }).expect(400);
    // Without an offset it would be read in the time zone of the server.
    for (const from of ['2026-10-01T08:00:00', '2026-10-01', '2026-02-31T00:00:00Z'])
      await put('/employees/E11/absence', { ...away, from }).expect(400);
    await put('/employees/E11/absence', { ...away, to: '2026-10-09T00:00:00' }).expect(400);
    const back = await request(app.url)
      .delete('/customer-master/v1/employees/E11/absence')
      .set('authorization', admin)
      .expect(200);
    expect(back.body.absence).toBeNull();
  });

  it('form a tree: a department cannot come below itself', async () => {
    await put('/departments/top', { name: '总部' }).expect(201);
    await put('/departments/mid', { name: '大区', parentId: 'top' }).expect(201);
    await put('/departments/low', { name: '门店', parentId: 'mid' }).expect(201);
    const { body } = await put('/departments/top', { name: '总部', parentId: 'low' }).expect(409);
    expect(body.type).toBe('urn:problem:department-cycle');
    await put('/departments/own', { name: '自己', parentId: 'own' }).expect(409);
  });

  it('are listed in pages and found by name', async () => {
    for (const n of [1, 2, 3]) await put(`/employees/P${n}`, { ...wang, name: `赵${n}`, departmentId: 'paging' });
    const first = await get('/employees?department=paging&limit=2').expect(200);
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['P1', 'P2']);
    const second = await get(`/employees?department=paging&limit=2&cursor=${first.body.next}`).expect(200);
    expect(second.body).toMatchObject({ items: [{ id: 'P3' }], next: null });
    const found = await get('/employees?query=%E8%B5%B52').expect(200);
    expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual(['P2']);
    await get('/employees?limit=1000').expect(400);
  });

  it('see who they are', async () => {
    const agent = await bearer({ sub: 'E9', roles: ['agent'], department: 'service' });
    const { body } = await request(app.url).get('/customer-master/v1/me').set('authorization', agent).expect(200);
    expect(body).toMatchObject({ id: 'E9', department: 'service', scope: 'department', employee: { name: '王芳' } });
    expect(body.permissions).toContain('customer:read');
  });
});
