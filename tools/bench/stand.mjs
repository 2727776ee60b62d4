// @ts-check
import { readFile } from 'node:fs/promises';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { compile } from '../faults/code.mjs';
import { startKafka } from '../kafka/kafka.mjs';
import { startPostgres } from '../postgres.mjs';
import { databaseUrl } from '../start/databases.mjs';

/** Settings of `npm start`, so that the figures are those of an instance that anybody can start. */
const settings = { max_connections: '200', shared_buffers: '256MB', synchronous_commit: 'on' };

/** PostgreSQL, the transport and the compiled libraries: what every measurement stands on. */
export class Stand {
  /** @type {(() => Promise<unknown>)[]} */ #ends = [];
  /** @type {any} */ messaging;
  /** @type {any} */ persistence;
  /** @type {any} */ contracts;
  /** @type {any} */ transport;

  /** @param {'embedded' | 'kafka'} name */
  constructor(name) {
    this.name = name;
    /** What the processes are told. @type {Record<string, string>} */
    this.environment = {};
  }

  async start() {
    const code = (this.code = await compile({ name: 'bench', services: 'tools/bench/services' }));
    this.#ends.push(() => code.remove());
    [this.messaging, this.persistence, this.contracts] = await Promise.all(
      ['messaging', 'persistence', 'contracts'].map((library) => code.load(library)),
    );
    const postgres = await startPostgres({ settings });
    this.#ends.push(() => postgres.stop());
    this.postgres = postgres.url;
    const keys = (await code.load('testing')).keyFiles();
    this.#ends.push(async () => keys.remove());
    Object.assign(this.environment, { MASTER_KEY_FILE: keys.masterKeyFile, CONTACT_KEY_FILE: keys.contactKeyFile });
    if (this.name === 'kafka') {
      const kafka = await startKafka();
      this.#ends.push(() => kafka.stop());
      this.environment.KAFKA_BROKERS = kafka.brokers.join();
      this.transport = new this.messaging.KafkaTransport({ brokers: kafka.brokers, clientId: 'bench' });
      await this.transport.ensureTopics(6, 1);
    } else {
      const url = (this.environment.EVENT_LOG_URL = await this.database('event_log'));
      await this.persistence.runMigrations({
        service: 'event-log',
        url,
        poolSize: 2,
        entities: [],
        migrations: this.messaging.eventLogMigrations,
      });
      this.transport = new this.messaging.EmbeddedTransport({ databaseUrl: url });
    }
    this.#ends.push(() => this.transport.stop());
  }

  /** A new database. @param {string} name @returns {Promise<string>} its URL */
  async database(name) {
    const client = new pg.Client({ connectionString: this.postgres });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return databaseUrl(this.postgres ?? '', name);
  }

  /**
   * A process of its own with the service's relay and, when told so, a read model.
   * @param {string} url of its database
   * @param {'single' | 'batch' | 'none'} handler
   * @param {(latencies: number[]) => void} [onLatencies] milliseconds from each event to its effect
   */
  async reader(url, handler, onLatencies = () => {}) {
    const child = fork(this.code?.service('reader') ?? '', {
      env: { ...process.env, ...this.environment, DATABASE_URL: url, BENCH_HANDLER: handler },
    });
    child.on('message', (/** @type {any} */ message) => message.latencies && onLatencies(message.latencies));
    const gone = once(child, 'exit');
    const end = async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await gone;
    };
    this.#ends.push(end);
    await new Promise((resolve, reject) => {
      child.on('message', (/** @type {any} */ message) => message.ready && resolve(undefined));
      void gone.then(() => reject(new Error(`the reader ended with ${child.exitCode}`)));
    });
    return { end, memory: () => residentBytes(child.pid ?? 0) };
  }

  async stop() {
    for (const end of this.#ends.reverse()) await end();
  }
}

/** Memory that a process holds now, in bytes (Linux). @param {number} pid */
async function residentBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
}
