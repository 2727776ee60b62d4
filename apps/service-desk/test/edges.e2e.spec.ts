import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIntake } from '@crm/testing';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

type Page<Item> = { items: Item[]; next: string | null };

/** No agent's card has arrived here: whoever records a case owns it. */
let app: DeskApp;
let anna: Caller;
let finance: Caller;
let manager: Caller;
let admin: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
  manager = await Caller.of(app, 'E1000', 'manager', 'management');
  admin = await Caller.of(app, 'E1006', 'admin', 'management');
  await app.probe.publish(employee('E1071', { department: 'finance' }));
  await app.allRead();
});
afterAll(() => app.close());

const now = (): string => new Date().toISOString();
const pointersOf = async (body: object): Promise<string[]> => {
  const problem = await problemOf(anna.post('/intakes', body));
  expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
  return (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
};

describe('an intake', () => {
  it('answers 201 with its case, and 200 with the same when it comes again', async () => {
    const body = anIntake({ receivedAt: now() });
    const first = await anna.post('/intakes', body);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ decision: 'opened', suggestions: [] });
    expect(first.headers['location']).toBe(`/service-desk/v1/cases/${(first.body as { caseId: string }).caseId}`);
    const again = await anna.post('/intakes', { ...body, receivedAt: body.receivedAt.replace('Z', '+00:00') });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('is refused with 409 when it says something else under the same id', async () => {
    const body = anIntake({ receivedAt: now() });
    const { body: first } = (await anna.post('/intakes', body)) as { body: { id: string } };
    expect(await problemOf(anna.post('/intakes', { ...body, subject: '退货' }))).toMatchObject({
      status: 409,
      type: 'intake-differs',
      intakeId: first.id,
    });
  });

  it('is an enquiry of normal severity unless it says more', async () => {
    const { kind: _, ...body } = anIntake({ receivedAt: now() });
    const { caseId } = await anna.do<{ caseId: string }>('/intakes', body, 201);
    expect(await anna.read(`/cases/${caseId}`)).toMatchObject({ kind: 'enquiry', severity: 'normal' });
  });

  it('knows the one customer behind a number, and nobody behind a switchboard or an unknown one', async () => {
    const [one, two, three] = [newId(), newId(), newId()];
    await app.probe.publish(card(app, one, { phones: ['+863517650000'] }));
    await app.probe.publish(card(app, two, { phones: ['+863517650009'] }));
    await app.probe.publish(card(app, three, { phones: ['+863517650009'] }));
    await app.allRead();
    const customerOf = async (value: string): Promise<unknown> => {
      const id = await anna.takeIn({ contact: { type: 'phone', value } });
      return (await anna.read<{ customerId: string | null }>(`/cases/${id}`)).customerId;
    };
    expect(await customerOf('(0351) 7650000 转801')).toBe(one);
    expect(await customerOf('0351-7650009')).toBeNull();
    expect(await customerOf('0351-7650001')).toBeNull();
  });

  it('says what is wrong with every field', async () => {
    const fine = anIntake({ receivedAt: now() });
    expect(
      await pointersOf({ ...fine, channel: 'fax', externalId: '', receivedAt: 'yesterday', kind: 'rant' }),
    ).toEqual(['/channel', '/externalId', '/receivedAt', '/kind']);
    expect(await pointersOf({ ...fine, customerId: '1', contact: { type: 'phone' }, product: {} })).toEqual(
      expect.arrayContaining(['/customerId', '/contact/value', '/product/id']),
    );
    expect(await pointersOf({ ...fine, subject: '  ', text: 7, orderId: 'SO\u0007', owner: 'E1' })).toEqual(
      expect.arrayContaining(['/subject', '/text', '/orderId', '/owner']),
    );
    expect(await pointersOf({ ...fine, contact: { type: 'phone', value: 'anonymous' } })).toEqual(['/contact/value']);
    expect(await pointersOf({ ...fine, receivedAt: '2026-02-31T10:00:00Z' })).toEqual(['/receivedAt']);
    expect(await pointersOf({ ...fine, receivedAt: '1999-12-31T10:00:00Z' })).toEqual(['/receivedAt']);
    expect(await pointersOf({ ...fine, receivedAt: new Date(Date.now() + 600_000).toISOString() })).toEqual([
      '/receivedAt',
    ]);
    expect(await pointersOf({})).toEqual(
      expect.arrayContaining(['/channel', '/externalId', '/receivedAt', '/subject', '/text']),
    );
  });

  it('needs a token and the permission', async () => {
    const body = anIntake();
    expect(await problemOf(Caller.nobody(app).post('/intakes', body))).toMatchObject({ status: 401 });
    expect(await problemOf(manager.post('/intakes', body))).toMatchObject({ status: 403, permission: 'intake:write' });
  });
});

describe('bad input', () => {
  it('of every kind is a 400, never a 500', async () => {
    const id = await anna.takeIn();
    const cursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');
    const bad = [
      anna.get('/cases/1'),
      anna.get('/cases?state=lost'),
      anna.get('/cases?sort=customer_id'),
      anna.get('/cases?limit=101'),
      anna.get('/cases?dueBefore=2026-02-31T00:00:00Z'),
      anna.get('/cases?dueBefore=2026-06-30T23:59:60Z'),
      anna.get('/cases?customerId=x'),
      anna.get(`/cases?owner=${encodeURIComponent('\u0000')}`),
      anna.get('/cases?owner=a&owner=b'),
      anna.get('/cases?unknown=1'),
      anna.get(`/cases?cursor=${cursor({ sort: 'dueAt', at: '2026-02-31T00:00:00.000Z', id })}`),
      anna.get(`/cases?cursor=${cursor({ sort: 'dueAt', at: '0000-01-01T00:00:00.000Z', id })}`),
      anna.get(`/cases?cursor=${cursor({ sort: '-openedAt', at: now(), id })}`),
      anna.get(`/cases/${id}/timeline?cursor=${cursor({ position: 1e300 })}`),
      anna.get('/handovers?to=E1001'),
      anna.get('/callbacks?state=late'),
      anna.post(`/cases/${id}/respond`, {}),
      anna.post(`/cases/${id}/respond`, { text: ' ' }),
      anna.post(`/cases/${id}/resolve`, { solution: 'x'.repeat(10_001) }),
      anna.post(`/cases/${id}/reopen`, {}),
      anna.post(`/cases/${id}/handovers`, { toDepartment: 'service' }),
      anna.post(`/cases/${id}/handovers`, { toDepartment: '', reason: 'x' }),
      anna.post(`/handovers/${id}/decline`, {}),
      anna.post(`/callbacks/${id}/outcome`, { outcome: 'delighted' }),
    ];
    const answers = await Promise.all(bad.map(async (test) => ({ url: test.url, status: (await test).status })));
    expect(answers.filter(({ status }) => status !== 400)).toEqual([]);
  });

  it('that names what is not there is a 404', async () => {
    const missing = newId();
    const tests = [
      anna.get(`/cases/${missing}`),
      anna.get(`/cases/${missing}/timeline`),
      anna.post(`/cases/${missing}/acknowledge`),
      anna.post(`/cases/${missing}/handovers`, { toDepartment: 'finance', reason: 'x' }),
      anna.post(`/handovers/${missing}/accept`),
      anna.post(`/callbacks/${missing}/outcome`, { outcome: 'satisfied' }),
      admin.get('/calendars/moon'),
    ];
    for (const test of tests) expect(await problemOf(test)).toMatchObject({ status: 404, type: 'not-found' });
  });
});

describe('a case of another department', () => {
  it('is not there: not in lists, not by id, not for any step', async () => {
    const id = await anna.takeIn();
    const { items } = await finance.read<Page<{ id: string }>>('/cases?limit=100');
    expect(items.map((item) => item.id)).not.toContain(id);
    const steps = [
      finance.get(`/cases/${id}`),
      finance.get(`/cases/${id}/timeline`),
      finance.post(`/cases/${id}/acknowledge`),
    ];
    for (const step of steps) expect((await step).status).toBe(404);
  });

  it('that is offered can be read, and handled once it is accepted', async () => {
    const id = await anna.takeIn();
    const offer = await anna.do<{ id: string }>(
      `/cases/${id}/handovers`,
      { toDepartment: 'finance', reason: '退款' },
      201,
    );
    expect(await finance.read(`/cases/${id}`)).toMatchObject({ id });
    expect(await problemOf(finance.post(`/cases/${id}/acknowledge`))).toMatchObject({
      status: 403,
      type: 'case-only-offered',
    });
    expect(await problemOf(anna.post(`/handovers/${offer.id}/accept`))).toMatchObject({
      status: 403,
      type: 'handover-not-yours',
    });
    await finance.do(`/handovers/${offer.id}/accept`);
    await finance.do(`/cases/${id}/acknowledge`);
    expect((await anna.get(`/cases/${id}`)).status).toBe(404);
  });

  it('is read by who may see all, without personal data where the role has none', async () => {
    const id = await anna.takeIn({ contact: { type: 'phone', value: '+8613800001390' } });
    await anna.do(`/cases/${id}/respond`, { text: '明天送达' });
    expect(await manager.read(`/cases/${id}`)).toMatchObject({
      subject: null,
      intakes: [{ subject: null, text: null, contact: { type: 'phone', value: '138****1390' } }],
    });
    const { items } = await manager.read<Page<{ text: string | null }>>(`/cases/${id}/timeline`);
    expect(items.every(({ text }) => text === null)).toBe(true);
  });
});

describe('the list of cases', () => {
  it('is read page by page in both orders, each case once', async () => {
    const receivedAt = (index: number): string => new Date(Date.now() - index * 60_000).toISOString();
    for (let index = 0; index < 7; index++) await anna.takeIn({ receivedAt: receivedAt(index) });
    for (const sort of ['dueAt', '-openedAt'] as const) {
      const seen: { id: string; dueAt: string; openedAt: string }[] = [];
      for (let next: string | null = ''; next !== null;) {
        const page: Page<(typeof seen)[number]> = await anna.read(
          `/cases?limit=3&sort=${sort}${next && `&cursor=${next}`}`,
        );
        seen.push(...page.items);
        next = page.next;
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(7);
      const order = seen.map((item) => (sort === 'dueAt' ? item.dueAt : item.openedAt));
      expect(order).toEqual(sort === 'dueAt' ? [...order].sort() : [...order].sort().reverse());
    }
  });

  it('is filtered by owner, state, deadline and level', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId, { level: 'diamond' }));
    await app.allRead();
    const id = await anna.takeIn({ customerId });
    await anna.do(`/cases/${id}/acknowledge`);
    const { dueAt } = await anna.read<{ dueAt: string }>(`/cases/${id}`);
    const later = new Date(Date.parse(dueAt) + 1000).toISOString();
    const found = async (query: string): Promise<boolean> => {
      const { items } = await anna.read<Page<{ id: string }>>(`/cases?limit=100&${query}`);
      return items.some((item) => item.id === id);
    };
    expect(await found(`owner=me&state=acknowledged&level=diamond&customerId=${customerId}&dueBefore=${later}`)).toBe(
      true,
    );
    for (const other of ['owner=E9', 'state=received', 'level=gold', `customerId=${newId()}`, `dueBefore=${dueAt}`]) {
      expect({ other, found: await found(other) }).toEqual({ other, found: false });
    }
  });
});

describe('the business calendar', () => {
  const path = '/calendars/default';
  const content = {
    weekly: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]),
    ),
    holidays: [],
    workingDays: [],
  };

  it('is replaced by who read its newest version, and counts for clocks that start afterwards', async () => {
    const before = await anna.takeIn({ receivedAt: '2026-06-05T10:00:00Z' });
    const { headers, body } = (await admin.get(path)) as {
      headers: Record<string, string>;
      body: Record<string, unknown>;
    };
    expect(body).toMatchObject({ id: 'default', version: 2, timeZone: 'Asia/Shanghai', holidays: [], workingDays: [] });
    const officeHours = [
      ['09:00', '12:00'],
      ['13:30', '18:00'],
    ];
    expect(body['weekly']).toEqual(
      Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, officeHours])),
    );
    const etag = headers['etag']!;
    expect(await problemOf(admin.put(path, content))).toMatchObject({ status: 428 });
    expect(await problemOf(anna.put(path, content, { 'if-match': etag }))).toMatchObject({ status: 403 });
    const replaced = await admin.put(path, content, { 'if-match': etag });
    expect([replaced.status, replaced.headers['etag']]).toEqual([200, '"v3"']);
    expect(replaced.body).toMatchObject({ version: 3, changedBy: 'E1006' });
    expect(await problemOf(admin.put(path, content, { 'if-match': etag }))).toMatchObject({
      status: 412,
      currentVersion: 3,
    });
    const after = await anna.takeIn({ receivedAt: '2026-06-05T10:00:00Z' });
    const dueAt = async (id: string) => (await anna.read<{ dueAt: string }>(`/cases/${id}`)).dueAt;
    expect(await dueAt(before)).toBe('2026-06-09T01:30:00.000Z');
    expect(await dueAt(after)).toBe('2026-06-05T18:00:00.000Z');
  });

  it('is refused when it makes no sense, with what is wrong', async () => {
    const { headers } = await admin.get(path);
    const wrong = {
      timeZone: 'Mars/Olympus',
      weekly: { noday: [['9:00', '25:00']] },
      holidays: ['tomorrow'],
      workingDays: [{ date: '2026-10-10', windows: [['12:00', '12:00']] }],
    };
    const put = (body: object) => problemOf(admin.put(path, body, { 'if-match': headers['etag'] as string }));
    expect(await put(wrong)).toMatchObject({ status: 400, type: 'validation-failed' });
    const backwards = { ...content, workingDays: wrong.workingDays, holidays: ['2026-02-30'] };
    const { errors } = await put(backwards);
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/workingDays/0/windows/0',
      '/holidays/0',
    ]);
    expect(await put({ ...content, weekly: {} })).toMatchObject({ status: 400, errors: [{ pointer: '/weekly' }] });
    expect(await put({ ...content, weekly: { mon: [['24:00', '06:00']] } })).toMatchObject({
      errors: [{ pointer: '/weekly/mon' }],
    });
  });
});

interface Schema {
  description?: string;
  example?: unknown;
  $ref?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

describe('the API document', () => {
  it('says what every route and every field means, with an example', async () => {
    const { body } = (await request(app.url).get('/service-desk/openapi.json')) as {
      body: {
        paths: Record<string, Record<string, { summary?: string; parameters?: Schema[] }>>;
        components: { schemas: Record<string, Schema> };
      };
    };
    const routes = Object.entries(body.paths)
      .filter(([path]) => path.startsWith('/service-desk/'))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([verb, operation]) => ({ name: `${verb} ${path}`, ...operation })),
      );
    expect(routes.length).toBeGreaterThanOrEqual(15);
    expect(routes.filter(({ summary }) => !summary).map(({ name }) => name)).toEqual([]);
    expect(
      routes.flatMap(({ name, parameters = [] }) => parameters.filter((p) => !p.description).map(() => name)),
    ).toEqual([]);
    // A field that is an object has its examples in that object's own fields.
    const isObject = ({ allOf, anyOf, items }: Schema): boolean =>
      [...(allOf ?? []), ...(anyOf ?? []), ...(items ? [items] : [])].some(({ $ref }) => $ref !== undefined);
    const isWhole = (schema: Schema): boolean =>
      schema.description !== undefined && (schema.example !== undefined || isObject(schema));
    const fields = Object.entries(body.components.schemas)
      .filter(([name]) => name !== 'Problem')
      .flatMap(([name, { properties = {} }]) =>
        Object.entries(properties).map(([field, schema]) => ({ field: `${name}.${field}`, schema })),
      );
    expect(fields.length).toBeGreaterThan(80);
    expect(fields.filter(({ schema }) => !isWhole(schema)).map(({ field }) => field)).toEqual([]);
  });
});
