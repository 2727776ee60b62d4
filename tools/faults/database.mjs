// @ts-check
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, freePort } from '../postgres.mjs';
import { goneWithin } from '../postgres/leftover.mjs';
import { until } from './until.mjs';
import { family, freeze } from './frozen.mjs';

/** Enough for the fault suite, and quick: what is acknowledged still survives `kill -9` of the server. */
const settings = { max_connections: '150', shared_buffers: '128MB', max_wal_size: '2GB', deadlock_timeout: '200ms' };

/** One PostgreSQL server of its own, with one database, behind a proxy that the services use. */
export class Database {
  /** @type {Awaited<ReturnType<typeof startPostgres>>} */ server;
  /** @type {any} */ proxy;

  /** @param {string} name @param {string} directory @param {number} port */
  constructor(name, directory, port) {
    this.name = name;
    this.directory = directory;
    this.port = port;
  }

  /** @param {{ name: string, parent: string, directory?: string, TcpProxy: any }} options */
  static async start({ name, parent, directory = join(parent, `postgres-${name}`), TcpProxy }) {
    const database = new Database(name, directory, await freePort());
    await database.up();
    await database.query(`CREATE DATABASE ${name}`, [], 'postgres');
    database.proxy = await TcpProxy.to({ port: database.port });
    return database;
  }

  /** What the services connect to. */
  get url() {
    return this.#urlOf(this.name, this.proxy.port);
  }

  async up() {
    this.server = await startPostgres({ directory: this.directory, port: this.port, settings });
  }

  /** @param {'fast' | 'immediate'} how */
  async down(how) {
    if (how === 'immediate') process.kill(this.server.pid, 'SIGQUIT');
    else process.kill(this.server.pid, 'SIGINT');
    await goneWithin(this.server.pid, 20_000);
    await this.server.stop();
  }

  /** @param {'fast' | 'immediate'} how */
  async restart(how) {
    await this.down(how);
    await this.up();
  }

  /** Stops the whole server without a word. @returns {Promise<() => void>} thaws it */
  async freeze() {
    return freeze(await family(this.server.pid));
  }

  /** Asks past the proxy. @param {string} text @param {unknown[]} [values] @param {string} [database] @returns {Promise<any[]>} */
  async query(text, values = [], database = this.name) {
    const client = await this.connect(database);
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** As `query`, and tries again while the server is away. @param {string} text @param {unknown[]} [values] @returns {Promise<any[]>} */
  ask(text, values = []) {
    return until(async () => ({ rows: await this.query(text, values) }), 60_000, `an answer of ${this.name}`).then(
      ({ rows }) => rows,
    );
  }

  /** A connection of one's own, past the proxy. */
  async connect(database = this.name) {
    const client = new pg.Client({
      connectionString: this.#urlOf(database, this.port),
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async stop() {
    await this.proxy?.stop();
    await this.server.stop();
  }

  /** @param {string} database @param {number} port */
  #urlOf(database, port) {
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    url.port = String(port);
    return url.href;
  }
}
