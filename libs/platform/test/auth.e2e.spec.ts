import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTasksApp, type TasksApp } from './tasks-app.js';

let app: TasksApp;
const whoami = (authorization?: string): request.Test => {
  const test = request(app.url).get('/tasks-test/v1/tasks/whoami');
  return authorization === undefined ? test : test.set('authorization', authorization);
};

beforeAll(async () => {
  app = await startTasksApp();
});
afterAll(() => app.close());

describe('a route with a permission', () => {
  it('knows its user from the token alone', async () => {
    const response = await whoami(app.agent.authorization);
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ id: 'E1001', roles: ['agent'], department: 'service', scope: 'department' });
  });

  it('serves a service client by the scopes of its token', async () => {
    const response = await whoami((await app.tokens.bearer({ sub: 'erp', scope: 'openid case:read' })).authorization);
    expect(response.body).toMatchObject({ id: 'erp', roles: [], department: null, scope: 'all' });
  });

  it('answers 401 without a token, and says how to sign in', async () => {
    const response = await whoami();
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="onecustomer"');
    expect(response.body).toMatchObject({ type: 'urn:problem:unauthenticated', status: 401 });
  });

  it('answers 403 to a user without the permission, and names it', async () => {
    const response = await whoami((await app.tokens.bearer({ roles: ['steward'] })).authorization);
    expect(response.status).toBe(403);
    expect(response.headers['www-authenticate']).toContain('error="insufficient_scope", scope="case:read"');
    expect(response.body).toMatchObject({ type: 'urn:problem:forbidden', permission: 'case:read' });
  });

  it('answers 403 to a user whose roles nobody knows', async () => {
    const claims = { roles: ['root'], scope: 'case:read' };
    expect((await whoami((await app.tokens.bearer(claims)).authorization)).status).toBe(403);
  });

  it('forgives a clock that is 20 s off, and no more than a minute', async () => {
    const at = async (claims: object): Promise<number> =>
      (await whoami(`Bearer ${await app.tokens.token({ roles: ['agent'], ...claims })}`)).status;
    expect(await at({ expiresIn: -20 })).toBe(200);
    expect(await at({ expiresIn: -61 })).toBe(401);
    expect(await at({ notBeforeIn: 20 })).toBe(200);
    expect(await at({ notBeforeIn: 61 })).toBe(401);
  });
});

describe('a token that does not count', () => {
  const claims = { roles: ['agent'] };
  const cases: [string, () => string | Promise<string>][] = [
    ['expired an hour ago', () => app.tokens.expired(claims)],
    ['is not valid for an hour', () => app.tokens.token({ ...claims, notBeforeIn: 3600 })],
    ['has no signature (alg none)', () => app.tokens.unsigned(claims)],
    ['was signed by somebody else under our key id', () => app.tokens.signedByStranger(claims)],
    ['was signed by HMAC with our public key', () => app.tokens.signedWithPublicKey(claims)],
    ['is from another issuer', () => app.tokens.token({ ...claims, issuer: 'https://elsewhere.example' })],
    ['is for another audience', () => app.tokens.token({ ...claims, audience: 'payroll' })],
    ['is an ID token, not an access token', () => app.tokens.token({ ...claims, type: 'id+jwt' })],
    ['has no subject', () => app.tokens.token({ ...claims, sub: '' })],
    ['is cut off', async () => (await app.tokens.token(claims)).slice(0, -9)],
    [
      'had its claims changed',
      async () => {
        const [header, , signature] = (await app.tokens.token(claims)).split('.');
        const payload = Buffer.from(
          JSON.stringify({ sub: 'E1', iss: app.tokens.issuer, aud: app.tokens.audience, exp: 9e9, roles: ['admin'] }),
        );
        return [header, payload.toString('base64url'), signature].join('.');
      },
    ],
    [
      'brings its own key along',
      () => {
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const header = part({ alg: 'ES256', typ: 'JWT', jwk: publicKey.export({ format: 'jwk' }) });
        return `${header}.${part({ sub: 'x' })}.${createHmac('sha256', 'x').update(header).digest('base64url')}`;
      },
    ],
    ['is no token', () => 'abc'],
    ['is far too long', () => 'a'.repeat(12_000)],
  ];

  it.each(cases)('because it %s: 401', async (_, make) => {
    const response = await whoami(`Bearer ${await make()}`);
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
    // Which of the checks failed is nobody's business.
    expect(response.body).not.toHaveProperty('detail');
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', ''])('because the header is %p: 401', async (header) => {
    expect((await whoami(header)).status).toBe(401);
  });

  it('does not keep a public route closed', async () => {
    expect((await request(app.url).get('/tasks-test/v1/tasks/open').set('authorization', 'Bearer x')).status).toBe(200);
  });
});

describe('the public keys', () => {
  it('are fetched once for many requests', async () => {
    await whoami(app.agent.authorization);
    const before = app.tokens.jwksRequests;
    for (let index = 0; index < 10; index++) {
      await whoami((await app.tokens.bearer({ roles: ['agent'], sub: `E${index}` })).authorization);
    }
    expect(app.tokens.jwksRequests).toBe(before);
  });

  it('that cannot be fetched make it 503, not 401: the token may be good', async () => {
    const other = await startTasksApp({ env: { OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks.json' } });
    try {
      const response = await request(other.url).get('/tasks-test/v1/tasks/whoami').set(other.agent);
      expect(response.status).toBe(503);
      expect(response.headers['retry-after']).toBe('5');
    } finally {
      await other.close();
    }
  });
});
