import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const whoami = (header: { authorization: string }): request.Test =>
  request(app.url).get('/tasks-test/v1/tasks/whoami').set(header);

beforeAll(async () => {
  app = await startTasksApp({ env: { RATE_LIMIT_PER_MINUTE: '5' } });
});
afterAll(() => app.close());

describe('a client that asks too often', () => {
  it('is told how much is left, then 429 with the time to wait', async () => {
    const me = await app.tokens.bearer({ sub: 'busy', roles: ['agent'] });
    const remaining = [];
    for (let index = 0; index < 5; index++) remaining.push((await whoami(me)).headers['ratelimit-remaining']);
    expect(remaining).toEqual(['4', '3', '2', '1', '0']);
    const response = await whoami(me).set('accept-language', 'en');
    expect(response.status).toBe(429);
    expect(response.headers).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '0',
      'ratelimit-reset': expect.stringMatching(/^\d+$/),
      'retry-after': expect.stringMatching(/^\d+$/),
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(response.body).toMatchObject({ type: 'urn:problem:too-many-requests', title: 'Too many requests' });
  });

  it('does not stand in the way of another client at the same address', async () => {
    expect((await whoami(await app.tokens.bearer({ sub: 'calm', roles: ['agent'] }))).status).toBe(200);
  });

  it('gets no further with tokens that do not count: those are counted by address', async () => {
    const statuses = [];
    for (let index = 0; index < 8; index++) {
      const authorization = `Bearer ${await app.tokens.signedByStranger({ sub: `forged-${index}`, roles: ['agent'] })}`;
      statuses.push((await whoami({ authorization })).status);
    }
    expect(statuses).toContain(401);
    expect(statuses.at(-1)).toBe(429);
  });

  it('is believed a forwarded address only from a trusted proxy', async () => {
    const from = (address: string): request.Test =>
      request(app.url).get('/tasks-test/v1/tasks/open').set('x-forwarded-for', address);
    for (let index = 0; index < 6; index++) await from('203.0.113.7');
    expect((await from('203.0.113.7')).status).toBe(429);
    expect((await from('203.0.113.8')).status).toBe(200);
    // What a client adds in front of the proxy's own entry counts for nothing.
    expect((await from('198.51.100.9, 203.0.113.7')).status).toBe(429);
  });

  it('still finds health and metrics', async () => {
    for (let index = 0; index < 12; index++) {
      expect((await request(app.url).get('/livez')).status).toBe(200);
      expect((await request(app.url).get('/readyz')).status).toBe(200);
    }
    expect((await request(app.url).get('/metrics')).headers).not.toHaveProperty('ratelimit-limit');
  });
});
