// @ts-check
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, startPostgres } from '../postgres.mjs';
import { databaseUrl } from '../start/databases.mjs';
import { jwks, mint, signingKey } from '../start/issuer.mjs';
import { localAudience, localIssuer } from '../start/services.mjs';
import { openState } from '../start/state.mjs';
import { runToEnd, startProcess } from '../start/supervisor.mjs';

const root = join(import.meta.dirname, '../..');

/** Settings of `npm start`, but for the memory: a base of a million does not fit into what is enough for trying out. */
const settings = {
  max_connections: '100',
  shared_buffers: '2GB',
  synchronous_commit: 'on',
  max_wal_size: '4GB',
};

/**
 * One service as `npm start` runs it, alone: its database, the embedded log, one process with every role. What it holds
 * stays in its directory, so that a base which was filled once can be measured again.
 */
export class Stand {
  /** @type {(() => Promise<unknown>)[]} */ #ends = [];
  /** @type {Record<string, string>} */ #environment = {};
  /** @type {Awaited<ReturnType<typeof startProcess>> | undefined} */ #service;
  #postgres = '';
  url = '';
  databaseUrl = '';
  #token = '';
  /** @type {import('jose').JWK | undefined} */ #key;

  /** @param {string} [name] of the service */
  constructor(name = 'customer-master') {
    this.name = name;
  }

  /** @param {string} directory that everything lies in @param {{ run?: boolean }} [options] run: whether the service is started too */
  async start(directory, { run = true } = {}) {
    await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], { cwd: root });
    await mkdir(directory, { recursive: true });
    const state = await openState(directory);
    const postgres = await startPostgres({ directory: join(directory, 'postgres'), settings });
    this.#ends.push(() => postgres.stop());
    this.#postgres = postgres.url;
    this.databaseUrl = databaseUrl(postgres.url, this.#database);
    await create(postgres.url, [this.#database, 'event_log']);
    const key = (this.#key = await signingKey(directory));
    const issuer = createServer((_request, answer) =>
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(jwks(key))),
    );
    const issuerPort = await freePort();
    await new Promise((listening) => issuer.listen(issuerPort, '127.0.0.1', () => listening(undefined)));
    this.#ends.push(async () => void issuer.close().closeAllConnections());
    this.#token = await mint(key, { subject: 'admin', roles: ['admin'], department: 'management' });
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}/${this.name}/v1`;
    this.logDirectory = join(directory, 'logs');
    this.#environment = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      ROLE: 'all',
      DATABASE_URL: this.databaseUrl,
      TRANSPORT: 'embedded',
      EVENT_LOG_URL: databaseUrl(postgres.url, 'event_log'),
      OIDC_ISSUER: localIssuer,
      OIDC_AUDIENCE: localAudience,
      OIDC_JWKS_URL: `http://127.0.0.1:${issuerPort}/jwks.json`,
      MASTER_KEY_FILE: state.masterKeyFile,
      CONTACT_KEY_FILE: state.contactKeyFile,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      RATE_LIMIT_PER_MINUTE: '10000000',
    };
    this.keyFiles = { masterKeyFile: state.masterKeyFile, contactKeyFile: state.contactKeyFile };
    await runToEnd(this.#program('migrate'));
    if (run) await this.#run();
  }

  get #database() {
    return this.name.replaceAll('-', '_');
  }

  /** @param {'main' | 'migrate' | 'reconcile'} part @param {Record<string, string>} [more] */
  #program(part, more = {}) {
    const script = join(root, 'apps', this.name, 'dist', `${part}.js`);
    const env = { ...this.#environment, ...more };
    return { name: `${this.name}-${part}`, script, env, logDirectory: this.logDirectory ?? '' };
  }

  /** Another process, with these variables besides. @param {Record<string, string>} [more] @param {() => Promise<void>} [meanwhile] */
  async restart(more, meanwhile) {
    await this.#service?.stop();
    await meanwhile?.();
    await this.#run(more);
  }

  /** kill -9, then a new process. */
  async crash() {
    process.kill(this.pid, 'SIGKILL');
    await this.#service?.exited;
    await this.#run();
  }

  /** @param {Record<string, string>} [more] */
  async #run(more) {
    this.#service = await this.launch(new URL(this.url).port, more);
  }

  /** One more process of the service, which is ready. @param {string} port @param {Record<string, string>} [more] variables */
  async launch(port, more) {
    const service = startProcess(this.#program('main', { PORT: port, ...more }));
    this.#ends.push(() => service.stop());
    for (const end = Date.now() + 120_000; ;) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return service;
      if (Date.now() > end) throw new Error(`${this.name} is not ready; see ${this.logDirectory}`);
      await pause(200);
    }
  }

  get pid() {
    return this.#service?.pid ?? 0;
  }

  /**
   * As a client asks: what answers 503 is asked again after the time that it names, if it only reads.
   * @param {string} method @param {string} path @param {{ body?: unknown, form?: FormData, status?: number }} [sent]
   */
  async ask(method, path, { body, form, status } = {}) {
    const request = () =>
      fetch(`${this.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(form && { body: form }),
      });
    let answer = await request();
    for (let again = 0; again < 3 && answer.status === 503 && method === 'GET'; again++) {
      const seconds = Number(answer.headers.get('retry-after') ?? 1);
      console.warn(`GET ${path} answered 503: ${await answer.text()}; again in ${seconds} s`);
      await pause(seconds * 1_000);
      answer = await request();
    }
    const text = await answer.text();
    if (status === undefined ? !answer.ok : answer.status !== status) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 800)}`);
    }
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  }

  /** Runs one of the service's commands to its end. @param {'reconcile'} part */
  async job(part) {
    await runToEnd(this.#program(part));
  }

  /** A process that only works behind the scenes, beside the others. */
  async launchWorker() {
    return this.launch(String(await freePort()), { ROLE: 'worker' });
  }

  /** The database as it is now once more, while no process is connected to it. @param {string} name @returns {Promise<string>} its URL */
  async copy(name) {
    await administer(this.#postgres, [
      `DROP DATABASE IF EXISTS ${name}`,
      `CREATE DATABASE ${name} TEMPLATE ${this.#database}`,
    ]);
    return databaseUrl(this.#postgres, name);
  }

  /** @param {string} name of a database */
  async drop(name) {
    await administer(this.#postgres, [`DROP DATABASE ${name} WITH (FORCE)`]);
  }

  /** What autovacuum does sooner or later after a bulk load. */
  async vacuum() {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    await client.query('VACUUM ANALYZE');
    await client.end();
  }

  /** The headers of somebody's requests. @param {{ subject: string, roles: string[], department?: string }} claims */
  async headersOf(claims) {
    if (!this.#key) throw new Error('the stand has not started');
    return { authorization: `Bearer ${await mint(this.#key, claims)}` };
  }

  get headers() {
    return { authorization: `Bearer ${this.#token}` };
  }

  /** Memory that the service holds now, in bytes (Linux). */
  async memory() {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
  }

  async stop() {
    for (const end of this.#ends.reverse()) await end();
  }
}

/** @param {string} url @param {string[]} names */
async function create(url, names) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT datname FROM pg_database');
  for (const name of names) {
    if (!rows.some(({ datname }) => datname === name)) await client.query(`CREATE DATABASE ${name}`);
  }
  await client.end();
}

/** @param {string} url @param {string[]} commands */
async function administer(url, commands) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const command of commands) await client.query(command);
  await client.end();
}
