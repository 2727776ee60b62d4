import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const tasks = '/tasks-test/v1/tasks';
const add = (body: string | object, type = 'application/json'): request.Test =>
  request(app.url)
    .post(tasks)
    .set(app.agent)
    .set('content-type', type)
    .send(body as object);
const echo = (body: string | Buffer, type = 'application/json'): request.Test =>
  request(app.url).post(`${tasks}/echo`).set('content-type', type).send(body);

beforeAll(async () => {
  app = await startTasksApp();
});
afterAll(() => app.close());

describe('a body', () => {
  it.each(['{"title":', '{"title":"张三"', 'title=x', '{title:1}'])(
    'that is broken JSON is a 400 that does not quote it: %s',
    async (text) => {
      const response = await add(text);
      expect(response.status).toBe(400);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.body).toMatchObject({ type: 'urn:problem:bad-request', detail: '请求内容不是有效的 JSON' });
      expect(JSON.stringify(response.body)).not.toContain('张三');
    },
  );

  it('of 2 MB is a 413', async () => {
    const response = await add({ title: 'x'.repeat(2 * 1024 * 1024) });
    expect(response.status).toBe(413);
    expect(response.body).toMatchObject({ type: 'urn:problem:payload-too-large', status: 413 });
  });

  it('of 2 MB in pieces, without a length, is a 413', async () => {
    const pieces = Readable.from(Array.from({ length: 33 }, () => Buffer.alloc(65_536, ' ')));
    const response = await fetch(`${app.url}${tasks}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
      body: Readable.toWeb(pieces),
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it('just below 1 MB is taken', async () => {
    expect((await echo(JSON.stringify('x'.repeat(1024 * 1024 - 10)))).status).toBe(200);
  });

  it('that is nested too deep is a 400', async () => {
    expect((await echo('['.repeat(500_000))).status).toBe(400);
    expect((await echo('['.repeat(100) + ']'.repeat(100))).body).toMatchObject({ detail: 'JSON 嵌套不得超过 32 层' });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('of type %s is a 415', async (type) => {
    const response = await echo('title=x', type);
    expect(response.status).toBe(415);
    expect(response.body).toMatchObject({ type: 'urn:problem:unsupported-media-type' });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/cloudevents+json',
    'application/cloudevents+json; charset=UTF-8',
    'application/cloudevents-batch+json',
    'application/merge-patch+json',
  ])('of type %s is JSON', async (type) => {
    const response = await echo('{"name":"山西煤业"}', type);
    expect([response.status, response.body.body]).toEqual([200, { name: '山西煤业' }]);
  });

  it('in another encoding than UTF-8 is a 400', async () => {
    const gbk = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc9, 0xbd, 0xce, 0xf7]), Buffer.from('"}')]);
    const response = await request(app.url)
      .post(`${tasks}/echo`)
      .set('content-type', 'application/json')
      .serialize((body) => body as string)
      .send(gbk);
    expect(response.status).toBe(400);
    expect(response.body.detail).toContain('UTF-8');
  });

  it('may be empty on an action, with the type of JSON or none', async () => {
    expect((await echo('')).body.body).toBe('none');
    expect((await request(app.url).post(`${tasks}/echo`)).body.body).toBe('none');
    const bare = await fetch(`${app.url}${tasks}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(bare.status).toBe(200);
  });

  it('may not be empty where fields are required', async () => {
    const response = await add('');
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual([{ pointer: '/title', message: '必填' }]);
  });

  it.each(['[]', '"x"', '7', 'null', '[{"title":"x"}]', 'true'])(
    'that is %s instead of an object is a 400',
    async (text) => {
      const response = await add(text);
      expect(response.status).toBe(400);
      expect(response.body.type).toMatch(/^urn:problem:(validation-failed|bad-request)$/);
    },
  );
});

describe('the shape of a body', () => {
  it('is checked field by field, with pointers, in the language asked for', async () => {
    const body = {
      title: '',
      weight: 1.5,
      steps: [{ text: 'fine' }, { text: 'x'.repeat(21), 'a/b~c': 1 }],
      owner: 'me',
    };
    const response = await add(body);
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({ type: 'urn:problem:validation-failed', title: '请求内容未通过校验' });
    expect(response.body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '/title', message: '不得少于 1 个字符' },
        { pointer: '/weight', message: '必须是整数' },
        { pointer: '/steps/1/text', message: '不得超过 20 个字符' },
        { pointer: '/steps/1/a~1b~0c', message: '不允许此字段' },
        { pointer: '/owner', message: '不允许此字段' },
      ]),
    );
    const english = await add(body).set('accept-language', 'en');
    expect(english.body.errors).toContainEqual({ pointer: '/weight', message: 'weight must be an integer number' });
  });

  it('is not bent: a number is no text, a text no number', async () => {
    expect((await add({ title: 7 })).body.errors).toContainEqual({ pointer: '/title', message: '必须是字符串' });
    expect((await add({ title: 'x', weight: '5' })).status).toBe(400);
    expect((await add({ title: ['x'] })).status).toBe(400);
    expect((await add({ title: { $gt: '' } })).status).toBe(400);
  });

  it.each(['version', 'id', 'constructor', 'hasOwnProperty', 'toString'])(
    'has no place for an unknown field %s',
    async (field) => {
      expect((await add(`{"title":"x","${field}":1}`)).status).toBe(400);
    },
  );

  it('refuses a prototype, wherever it hides', async () => {
    expect((await add('{"title":"x","__proto__":{"admin":true}}')).status).toBe(400);
    expect((await add('{"title":"x","steps":[{"text":"a","__proto__":{}}]}')).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('refuses text that PostgreSQL cannot store', async () => {
    expect((await add('{"title":"a\\u0000b"}')).status).toBe(400);
    expect((await add('{"title":"\\ud83d"}')).status).toBe(400);
  });

  it('lists at most fifty faults', async () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    expect((await add(body)).body.errors).toHaveLength(50);
  });
});
