import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const tasks = '/tasks-test/v1/tasks';
const lines = (message: string): Record<string, unknown>[] => app.logs.filter((line) => line['msg'] === message);

beforeAll(async () => {
  app = await startTasksApp();
});
afterAll(() => app.close());

describe('the log of a request', () => {
  it('is one line of JSON with the route, the status, the time and the trace', async () => {
    const response = await request(app.url)
      .get(`${tasks}/00000000-0000-7000-8000-000000000001`)
      .set(app.agent)
      .set('x-correlation-id', 'c-1');
    expect(lines('request').at(-1)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'tasks-test',
      role: 'all',
      correlationId: 'c-1',
      traceId: response.body.traceId,
      method: 'GET',
      route: `${tasks}/:id`,
      status: 404,
      ms: expect.any(Number),
      msg: 'request',
    });
  });

  it('holds nothing that a person or a credential could be known by', async () => {
    const canary = '金丝雀13800138000';
    const header = { ...app.agent, 'x-api-key': 'canary-key', cookie: 'session=canary-key' };
    const send = (test: request.Test): request.Test => test.set(header);
    await send(request(app.url).get(`${tasks}?q=${encodeURIComponent(canary)}`)).catch(() => undefined);
    await send(request(app.url).get(`${tasks}/${encodeURIComponent(canary)}`));
    await send(request(app.url).post(tasks)).send({ title: canary });
    await send(request(app.url).post(tasks)).send({ title: canary, [canary]: canary });
    await send(request(app.url).post(tasks)).set('content-type', 'application/json').send(`{"title":"${canary}`);
    await send(request(app.url).get(`${tasks}/boom`));
    const log = JSON.stringify(app.logs);
    expect(log).toContain('"route":"/tasks-test/v1/tasks/:id"');
    expect(log).not.toContain('金丝雀');
    expect(log).not.toContain(encodeURIComponent('金丝雀'));
    expect(log).not.toContain('canary-key');
    expect(log).not.toContain(app.agent.authorization.slice(10));
  }, 10_000);

  it('calls an unknown address unmatched', async () => {
    await request(app.url).get('/wp-admin/setup.php');
    expect(lines('request').at(-1)).toMatchObject({ route: 'unmatched', status: 404 });
  });

  it('leaves health and metrics to level debug', async () => {
    await request(app.url).get('/livez');
    expect(lines('request').at(-1)).toMatchObject({ level: 'debug', route: '/livez' });
  });
});

describe('the trace of a request', () => {
  it('reaches the code behind it, after a body too', async () => {
    const send = request(app.url).post(`${tasks}/echo`).set('x-correlation-id', 'order-9');
    // So long that it comes in many pieces.
    expect((await send.send({ a: 'x'.repeat(900_000) })).body.correlationId).toBe('order-9');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { body, headers } = await request(app.url)
      .get(`${tasks}/whoami`)
      .set(app.agent)
      .set('traceparent', traceparent);
    expect(body.trace.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[\da-f]{16}-01$/);
    expect(body.trace.correlationId).toBe(headers['x-correlation-id']);
  });

  it('is a new one where the caller sent none, or nonsense', async () => {
    for (const sent of [
      {},
      { 'x-correlation-id': 'a b\tc', traceparent: '00-zz-1-01' },
      { 'x-correlation-id': 'x'.repeat(101) },
    ]) {
      const response = await request(app.url).get('/nowhere').set(sent);
      expect(response.headers['x-correlation-id']).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
      expect(response.body.traceId).toMatch(/^[\da-f]{32}$/);
    }
  });

  it('of many requests at once does not get mixed up', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `parallel-${index}`);
    const answers = await Promise.all(
      ids.map((id) => request(app.url).post(`${tasks}/echo`).set('x-correlation-id', id).send({ id })),
    );
    expect(answers.map(({ body }) => body.correlationId)).toEqual(ids);
  });
});

describe('the metrics', () => {
  it('count requests by method, route and status, and show the process', async () => {
    await request(app.url).get(`${tasks}/00000000-0000-7000-8000-000000000002`).set(app.agent);
    await request(app.url).get('/some/scanner/path');
    const { text, status, headers } = await request(app.url).get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/tasks-test\/v1\/tasks\/:id",status="404"\} \d/,
    );
    expect(text).toContain('route="unmatched"');
    expect(text).not.toContain('scanner');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).toContain('outbox_pending 0');
  });
});

describe('security headers', () => {
  it('are on every answer', async () => {
    for (const path of [`${tasks}/open`, '/nowhere', '/livez']) {
      const { headers } = await request(app.url).get(path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });
});
