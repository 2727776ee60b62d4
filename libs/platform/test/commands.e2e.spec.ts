import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { startTasksApp, type TasksApp } from './tasks-app.js';
import { inside } from './tasks-service.js';

let app: TasksApp;
let count = 0;
const tasks = '/tasks-test/v1/tasks';
const title = (): string => `task ${++count}`;
const key = (): string => `key-${++count}`;
const add = (body: object, idempotencyKey?: string, who = app.agent): request.Test => {
  const test = request(app.url).post(tasks).set(who);
  return (idempotencyKey === undefined ? test : test.set('idempotency-key', idempotencyKey)).send(body);
};
const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> => app.app.get(DataSource).query(sql);

beforeAll(async () => {
  app = await startTasksApp();
});
afterAll(() => app.close());
afterEach(() => {
  inside.wait = () => Promise.resolve();
});

describe('a command with an Idempotency-Key', () => {
  it('gives its first answer again: status, Location, ETag and body', async () => {
    const [body, once] = [{ title: title() }, key()];
    const first = await add(body, once);
    expect(first.status).toBe(201);
    expect(first.headers).toMatchObject({ etag: '"v1"', location: `${tasks}/${first.body.id}` });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    const second = await add(body, once);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers).toMatchObject({
      etag: '"v1"',
      location: first.headers['location'],
      'idempotent-replayed': 'true',
      'content-type': first.headers['content-type'],
    });
    expect(second.headers['x-correlation-id']).not.toBe(first.headers['x-correlation-id']);
    expect(await rowsOf(`SELECT FROM task WHERE title = '${body.title}'`)).toHaveLength(1);
  });

  it('writes once when 20 arrive at the same moment, and answers each', async () => {
    const [body, once] = [{ title: title() }, key()];
    inside.writes = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, () => add(body, once)));
    const statuses = answers.map((answer) => answer.status);
    expect(inside.writes).toBe(1);
    expect(statuses.filter((status) => status !== 409 && status !== 201)).toEqual([]);
    expect(answers.filter((answer) => answer.status === 201 && !answer.headers['idempotent-replayed'])).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body.type).toBe('urn:problem:idempotency-key-in-flight');
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect((await add(body, once)).headers['idempotent-replayed']).toBe('true');
  });

  it('answers 409 while the first is being handled', async () => {
    const [body, once] = [{ title: title() }, key()];
    let release = (): void => undefined;
    const arrived = new Promise<void>((arrive) => {
      inside.wait = () => {
        arrive();
        return new Promise((go) => (release = go));
      };
    });
    const first = add(body, once).then((response) => response);
    await arrived;
    expect((await add(body, once)).status).toBe(409);
    release();
    expect((await first).status).toBe(201);
    expect((await add(body, once)).status).toBe(201);
  });

  it('refuses the key for another body or query', async () => {
    const once = key();
    const body = { title: title() };
    await add(body, once);
    const other = await add({ title: title() }, once);
    expect(other.status).toBe(422);
    expect(other.body.type).toBe('urn:problem:idempotency-key-reused');
    const query = await request(app.url).post(`${tasks}?dry=1`).set(app.agent).set('idempotency-key', once).send(body);
    expect(query.status).toBe(422);
  });

  it('does not keep a failure: the key is free for another try', async () => {
    const [taken, once] = [title(), key()];
    const blocker = await add({ title: taken });
    expect((await add({ title: taken }, once)).status).toBe(409);
    await request(app.url).delete(`${tasks}/${blocker.body.id}`).set(app.agent).set('if-match', '"v1"');
    const retried = await add({ title: taken }, once);
    expect([retried.status, retried.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });

  it('leaves no trace of a write whose answer could not be stored', async () => {
    const body = { title: title() };
    await app.app.get(DataSource).query('ALTER TABLE idempotency_key ADD CONSTRAINT broken CHECK (false) NOT VALID');
    const response = await add(body, key());
    await app.app.get(DataSource).query('ALTER TABLE idempotency_key DROP CONSTRAINT broken');
    expect(response.status).toBe(500);
    expect(await rowsOf(`SELECT FROM task WHERE title = '${body.title}'`)).toEqual([]);
  });

  it('keeps the keys of two clients apart, and of two routes', async () => {
    const once = key();
    const other = await app.tokens.bearer({ sub: 'E2002', roles: ['agent'] });
    const first = await add({ title: title() }, once);
    expect((await add({ title: title() }, once, other)).status).toBe(201);
    const close = (id: string): request.Test =>
      request(app.url).post(`${tasks}/${id}/close`).set(app.agent).set('idempotency-key', once);
    const second = await add({ title: title() });
    expect((await close(first.body.id)).body.id).toBe(first.body.id);
    expect((await close(second.body.id)).body.id).toBe(second.body.id);
    expect((await close(second.body.id)).headers['idempotent-replayed']).toBe('true');
    expect(await rowsOf(`SELECT closes FROM task WHERE id = '${second.body.id}'`)).toEqual([{ closes: 1 }]);
  });

  it.each(['', ' ', 'a b', '键', 'x'.repeat(201), '"\t"'])('refuses the key %j', async (bad) => {
    const response = await fetch(app.url + tasks, {
      method: 'POST',
      headers: {
        ...app.agent,
        'content-type': 'application/json',
        'idempotency-key': Buffer.from(bad).toString('latin1'),
      },
      body: JSON.stringify({ title: title() }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'Idempotency-Key 须为 1 至 200 个可见 ASCII 字符' });
  });

  it('stores nothing that could be read without the key, and forgets it after a day', async () => {
    const [body, once] = [{ title: `张三 ${title()}` }, key()];
    await add(body, once);
    const stored = (await rowsOf('SELECT id, fingerprint, answer FROM idempotency_key')).flatMap(
      (row) => Object.values(row) as Buffer[],
    );
    expect(stored.filter((bytes) => ['张三', 'task', once, 'E1001'].some((text) => bytes.includes(text)))).toEqual([]);
    await app.app.get(DataSource).query(`UPDATE idempotency_key SET created_at = now() - interval '25 hours'`);
    const before = (await rowsOf('SELECT FROM idempotency_key')).length;
    expect((await add(body, once)).status).toBe(409);
    await add({ title: title() }, key());
    expect(await rowsOf('SELECT FROM idempotency_key')).toHaveLength(before + 1 - 5);
  });
});

describe('a command without a key', () => {
  it('runs every time', async () => {
    const { body } = await add({ title: title() });
    for (const version of [2, 3]) {
      expect((await request(app.url).post(`${tasks}/${body.id}/close`).set(app.agent)).body.version).toBe(version);
    }
  });
});

describe('a version', () => {
  const change = (id: string, ifMatch?: string): request.Test => {
    const test = request(app.url).patch(`${tasks}/${id}`).set(app.agent);
    return (ifMatch === undefined ? test : test.set('if-match', ifMatch)).send({ title: title() });
  };

  it('is the ETag of every read and write', async () => {
    const { body, headers } = await add({ title: title() });
    expect(headers['etag']).toBe('"v1"');
    const changed = await change(body.id, '"v1"');
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"v2"']);
    expect((await request(app.url).get(`${tasks}/${body.id}`).set(app.agent)).headers['etag']).toBe('"v2"');
  });

  it('that is old is a 412 with the current one, and changes nothing', async () => {
    const { body } = await add({ title: title() });
    await change(body.id, '"v1"');
    const stale = await change(body.id, '"v1"');
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({ type: 'urn:problem:stale-version', currentVersion: 2 });
  });

  it('is required', async () => {
    const { body } = await add({ title: title() });
    const response = await change(body.id);
    expect(response.status).toBe(428);
    expect(response.body.type).toBe('urn:problem:precondition-required');
  });

  it.each(['v1', '1', '"1"', '*', '"v1", "v2"', '"v-1"', '"v1.5"', '"v99999999999"', '"v4294967296"', ''])(
    'that is written %s is a 400',
    async (ifMatch) => {
      const { body } = await add({ title: title() });
      expect((await change(body.id, ifMatch)).status).toBe(400);
    },
  );

  it('still counts when a proxy has marked it as weak', async () => {
    const { body } = await add({ title: title() });
    expect((await change(body.id, 'W/"v1"')).status).toBe(200);
  });

  it('lets one of two writers through', async () => {
    const { body } = await add({ title: title() });
    const answers = await Promise.all([1, 2, 3, 4].map(() => change(body.id, '"v1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});
