import { Agent, type ClientRequest, request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeSurroundings, type Surroundings, waitFor } from '@crm/testing';
import request from 'supertest';
import { type Child, run } from './child/run.js';

// Each process compiles its sources first, which takes a busy machine its time.
jest.setTimeout(90_000);

let place: Surroundings;
let env: Record<string, string>;
let agent: { authorization: string };
const children: Child[] = [];
const start = (program: string, more: Record<string, string | undefined> = {}, ...args: string[]): Child => {
  const child = run(program, { ...env, ...more }, ...args);
  children.push(child);
  return child;
};

beforeAll(async () => {
  place = await makeSurroundings();
  const { options } = place;
  env = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: options.databaseUrl,
    EVENT_LOG_URL: options.eventLogUrl,
    OIDC_ISSUER: options.oidc.issuer,
    OIDC_JWKS_URL: options.oidc.jwksUrl,
    MASTER_KEY_FILE: options.masterKeyFile,
    CONTACT_KEY_FILE: options.contactKeyFile,
  };
  agent = await place.tokens.bearer({ roles: ['agent'] });
  const migrated = run('tasks-migrate.ts', env);
  expect([(await migrated.ended).code, migrated.output()]).toEqual([0, expect.stringContaining('CreateTasks')]);
});
afterEach(() => {
  for (const child of children.splice(0)) child.signal('SIGKILL');
});
afterAll(() => place.remove());

describe('a service that cannot start', () => {
  it('says why and ends with 1', async () => {
    const child = start('tasks-main.ts', { PORT: new URL(place.options.oidc.issuer).port });
    expect((await child.ended).code).toBe(1);
    expect(child.lines.at(-1)).toMatchObject({ level: 'fatal', msg: expect.stringContaining('EADDRINUSE') });
  });
});

describe('a service that is told to stop', () => {
  it('is unready first, for as long as it was told, and answers on', async () => {
    const child = start('tasks-main.ts', { DRAIN_MS: '4000', SMTP_PASSWORD: 'hunter2' });
    const url = await child.address();
    expect((await request(url).get('/readyz')).body.status).toBe('ready');
    child.signal('SIGINT');
    const draining = await waitFor(async () => {
      const response = await request(url).get('/readyz');
      return response.status === 503 ? response : undefined;
    });
    expect(draining.body).toEqual({ status: 'draining', database: 'ok', events: 'joined' });
    expect(draining.headers['connection']).toBe('close');
    expect((await request(url).get('/tasks-test/v1/tasks').set(agent)).status).toBe(200);
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    // It had said once that it listens, with its configuration and no secret in it.
    const said = child.lines.filter((line) => String(line['msg']).includes('listening'));
    expect(said).toMatchObject([
      { level: 'info', service: 'tasks-test', role: 'all', config: { SMTP_PASSWORD: '***' } },
    ]);
    expect(child.output()).not.toContain('hunter2');
    expect(child.output()).not.toContain(place.options.databaseUrl);
  });

  it('finishes what it has begun, takes nothing new, and exits 0', async () => {
    const child = start('tasks-main.ts', { INSIDE_MS: '1500' });
    const url = await child.address();
    const reading = request(url)
      .get('/tasks-test/v1/tasks/slow')
      .then((response) => response);
    const writing = request(url)
      .post('/tasks-test/v1/tasks')
      .set(agent)
      .send({ title: 'last' })
      .then((response) => response);
    // A later answer means that the two above have arrived.
    expect((await request(url).get('/livez')).status).toBe(200);
    child.signal('SIGTERM');
    await waitFor(() =>
      request(url)
        .get('/livez')
        .then(
          () => false,
          (error: { code: string }) => error.code === 'ECONNREFUSED',
        ),
    );
    expect((await reading).body).toEqual({ done: true });
    expect((await writing).status).toBe(201);
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    expect(child.lines.filter((line) => line['level'] === 'error' || line['level'] === 'fatal')).toEqual([]);
  });

  it('sends clients on connections that are kept away without failing one request', async () => {
    const child = start('tasks-main.ts', { DRAIN_MS: '2000' });
    const list = `${await child.address()}/tasks-test/v1/tasks`;
    const ends = await Promise.all(
      Array.from({ length: 8 }, () => askUntilSentAway(list, () => child.signal('SIGTERM'))),
    );
    expect(ends).toEqual(ends.map(() => ({ status: 200, connection: 'close' })));
    expect((await child.ended).code).toBe(0);
  });
});

interface End {
  status: number;
  connection: string | undefined;
}

/** Asks one thing after the other over one connection until it is told to leave; after 20 answers the stop is asked for. */
async function askUntilSentAway(url: string, stop: () => void): Promise<End> {
  const connection = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let answered = 1; ; answered++) {
    const end = await ask(url, connection);
    if (end.status !== 200 || end.connection === 'close') return end;
    if (answered === 20) stop();
  }
}

const ask = (url: string, through: Agent): Promise<End> =>
  new Promise((resolve, reject) => {
    const sent: ClientRequest = httpRequest(url, { agent: through, headers: agent }, (response) => {
      const end = { status: response.statusCode!, connection: response.headers['connection'] };
      response.resume().on('end', () => resolve(end));
    });
    sent.on('error', reject).end();
  });
