import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TcpProxy } from '@crm/testing';
import request from 'supertest';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const tasks = '/tasks-test/v1/tasks';

beforeAll(async () => {
  app = await startTasksApp();
});
afterAll(() => app.close());

describe('a problem', () => {
  it('tells what, where and under which trace', async () => {
    const response = await request(app.url)
      .get(`${tasks}/00000000-0000-7000-8000-000000000000?q=%E5%BC%A0`)
      .set(app.agent)
      .set('x-correlation-id', 'order-17')
      .set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect(response.status).toBe(404);
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': 'zh-CN',
      vary: expect.stringContaining('Accept-Language'),
      'x-correlation-id': 'order-17',
      'cache-control': 'no-store',
    });
    expect(response.body).toEqual({
      type: 'urn:problem:not-found',
      title: '找不到所请求的内容',
      status: 404,
      instance: `${tasks}/00000000-0000-7000-8000-000000000000`,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      correlationId: 'order-17',
    });
  });

  it('speaks English to those who ask for it', async () => {
    const response = await request(app.url).get('/nowhere').set('accept-language', 'en-US,en;q=0.9,zh;q=0.1');
    expect(response.headers['content-language']).toBe('en');
    expect(response.body.title).toBe('There is nothing here, or not for you');
  });

  it('of business code keeps its members', async () => {
    const first = await request(app.url).post(tasks).set(app.agent).send({ title: 'twice' });
    const second = await request(app.url).post(tasks).set(app.agent).send({ title: 'twice' });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ type: 'urn:problem:title-taken', title: '标题已存在', id: first.body.id });
  });

  it('that nobody expected says nothing of its cause, which is in the log under the same trace', async () => {
    const response = await request(app.url).get(`${tasks}/boom`);
    expect(response.status).toBe(500);
    expect(Object.keys(response.body).sort()).toEqual([
      'correlationId',
      'instance',
      'status',
      'title',
      'traceId',
      'type',
    ]);
    expect(response.body.type).toBe('urn:problem:internal');
    expect(app.logs).toContainEqual(
      expect.objectContaining({
        level: 'error',
        traceId: response.body.traceId,
        err: expect.objectContaining({ type: 'Error' }),
      }),
    );
  });
});

describe('an address', () => {
  it.each(['/', '/nowhere', '/tasks-test/v1', `${tasks}x`, '/tasks-test/v2/tasks'])(
    'that is not there is a 404: %s',
    async (path) => {
      const response = await request(app.url).get(path);
      expect(response.status).toBe(404);
      expect(response.body).toMatchObject({ type: 'urn:problem:not-found', instance: path });
      expect(response.body).not.toHaveProperty('detail');
    },
  );

  it('does not know the method', async () => {
    expect((await request(app.url).put(tasks).set(app.agent).send({})).status).toBe(404);
  });

  it.each(['%', '%E4%A', '%zz', 'x%00y', '?q=%00'])('that cannot be read is a 400: %s', async (part) => {
    const response = await request(app.url).get(`${tasks}/${part}`).set(app.agent);
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.body).toMatchObject({
      type: 'urn:problem:bad-request',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
  });

  it.each(['17', 'x', "1'%20OR%201=1--", 'x'.repeat(400)])('with an id of the wrong shape is a 400: %s', async (id) => {
    const response = await request(app.url).get(`${tasks}/${id}`).set(app.agent);
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({
      type: 'urn:problem:bad-request',
      detail: '路径中的编号须为 UUID',
    });
    const english = await request(app.url).get(`${tasks}/${id}`).set(app.agent).set('accept-language', 'en');
    expect(english.body).toMatchObject({ detail: 'Validation failed (uuid is expected)' });
  });

  it('with an id far too long is a 4xx', async () => {
    const response = await request(app.url)
      .get(`${tasks}/${'x'.repeat(900)}`)
      .set(app.agent);
    expect(response.status).toBe(414);
    expect(response.body.type).toBe('urn:problem:uri-too-long');
  });

  it('with more headers than fit is a 431', async () => {
    const raw = await new Promise<string>((answered) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      socket.on('data', (data) => answered(data.toString()));
      socket.write(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    });
    expect(raw).toMatch(/^HTTP\/1.1 431 [^]*content-type: application\/problem\+json/);
    expect(JSON.parse(raw.split('\r\n\r\n')[1]!)).toMatchObject({
      type: 'urn:problem:header-fields-too-large',
      status: 431,
    });
  });
});

describe('a database that is away', () => {
  it('makes it 503 with Retry-After, and everything works again when it is back', async () => {
    let proxy: TcpProxy | undefined;
    const other = await startTasksApp({
      async prepare(options) {
        const url = new URL(options.databaseUrl);
        proxy = await TcpProxy.to({ port: Number(url.port) });
        url.port = String(proxy.port);
        return { databaseUrl: url.href };
      },
    });
    try {
      const list = (): request.Test => request(other.url).get(tasks).set(other.agent);
      expect((await list()).status).toBe(200);
      proxy!.cut();
      const response = await list();
      expect(response.status).toBe(503);
      expect(response.headers['retry-after']).toBe('5');
      expect(response.body).toMatchObject({ type: 'urn:problem:unavailable', title: '服务暂时不可用，请稍后重试' });
      const added = await request(other.url)
        .post(tasks)
        .set(other.agent)
        .set('idempotency-key', 'k')
        .send({ title: 'x' });
      expect(added.status).toBe(503);
      proxy!.restore();
      expect((await list()).status).toBe(200);
    } finally {
      await other.close();
      await proxy?.stop();
    }
  });
});
