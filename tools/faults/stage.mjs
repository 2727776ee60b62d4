// @ts-check
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd, startProcess } from '../start/supervisor.mjs';
import { startBroker, startCluster, startEventLog } from './broker.mjs';
import { Database } from './database.mjs';
import { Load } from './load.mjs';
import { Member } from './member.mjs';
import { Oracle } from './oracle.mjs';
import { until } from './until.mjs';

const subscriptions = { loyalty: ['crm.insight.v1'], analytics: ['crm.loyalty.v1'] };

/** Everything that a fault can strike: two services of several processes each, their databases, what carries the events. */
export class Stage {
  /** @type {Member[]} */ http = [];
  /** Relay and consumer of the writer. @type {Member[]} */ relays = [];
  /** Consumer and relay of the reader. @type {Member[]} */ readers = [];
  /** @type {import('./broker.mjs').Broker} */ broker;
  /** In the place of `broker`, where there are three. @type {import('./broker.mjs').Cluster} */ cluster;
  /** @type {Database} */ writer;
  /** @type {Database} */ reader;
  /** @type {any} */ tokens;
  #faults = 0;
  /** @type {(() => Promise<unknown>)[]} */ #ends = [];

  /** @param {{ transport: 'kafka' | 'embedded', cluster?: boolean, code: import('./code.mjs').Code, processes?: number, short?: boolean, log?: (line: string) => void }} options `cluster`: three brokers */
  constructor({ transport, cluster = false, code, processes = 2, short = false, log = () => {} }) {
    /** @type {'kafka' | 'embedded'} */ this.transport = transport;
    this.isCluster = cluster;
    this.code = code;
    this.processes = processes;
    this.short = short;
    this.log = log;
    this.oracle = new Oracle(this);
  }

  async start() {
    const parent = (this.directory = await mkdtemp(join(tmpdir(), 'onecustomer-faults-')));
    // PostgreSQL runs under an account of its own when we are root, and has to pass through.
    await chmod(parent, 0o755);
    this.logDirectory = join(parent, 'logs');
    await mkdir(this.logDirectory);
    const { TcpProxy, TokenMaker, keyFiles } = await this.code.load('testing');
    const { KafkaTransport } = await this.code.load('messaging');
    /** @type {(options: any) => Promise<any>} */
    const start = this.isCluster ? startCluster : this.transport === 'kafka' ? startBroker : startEventLog;
    // Whatever has started is stopped at the end, also when another one could not start.
    /** @template {{ stop: () => Promise<unknown> }} Part @param {Promise<Part>} starting @returns {Promise<Part>} */
    const kept = async (starting) => {
      const part = await starting;
      this.#ends.push(() => part.stop());
      return part;
    };
    const parts = await Promise.allSettled([
      kept(start({ parent, TcpProxy, KafkaTransport })),
      kept(Database.start({ name: 'writer', parent, TcpProxy })),
      kept(Database.start({ name: 'reader', parent, TcpProxy })),
      kept(TokenMaker.start()),
    ]);
    for (const part of parts) if (part.status === 'rejected') throw part.reason;
    [this.broker, this.writer, this.reader, this.tokens] = parts.map((part) => /** @type {any} */ (part).value);
    this.cluster = /** @type {any} */ (this.broker);
    this.publisher = await kept(this.#publisher());
    this.authorization = (await this.tokens.bearer({ roles: ['admin'], expiresIn: 86_400 })).authorization;
    this.keys = keyFiles();
    await Promise.all([this.migrate('writer'), this.migrate('reader')]);
    for (const at of [1, 2]) this.http.push(await this.join('writer', 'http', `writer-http-${at}`));
    for (let at = 1; at <= this.processes; at++) {
      this.relays.push(await this.join('writer', 'worker', `writer-worker-${at}`));
      this.readers.push(await this.join('reader', 'worker', `reader-worker-${at}`));
    }
    await this.ready();
  }

  get members() {
    return [...this.http, ...this.relays, ...this.readers];
  }

  async ready() {
    await Promise.all(this.members.map((member) => member.ready()));
  }

  /** Whether every process that should be there works. */
  async isWorking() {
    const all = await Promise.all(this.members.map((member) => member.isAway || member.isWorking()));
    return all.every(Boolean);
  }

  /** Starts one more process; the caller stops it, or puts it in one of the lists. @param {'writer' | 'reader'} service @param {'http' | 'worker'} role @param {string} name @param {Record<string, string>} [more] */
  join(service, role, name, more = {}) {
    return Member.start(this.#program(service, name, { ROLE: role, ...more }));
  }

  /** @param {'writer' | 'reader'} service @param {Record<string, string>} [more] */
  async migrate(service, more = {}) {
    const program = this.#program(service, `${service}-migrate`, { ROLE: 'worker', FAULTS_MIGRATE: 'yes', ...more });
    await runToEnd(program);
  }

  /** Begins to fill a read model of the reader anew, or goes on with it, in a process of its own. @param {string} readModel */
  rebuild(readModel) {
    return startProcess(this.#program('reader', 'reader-rebuild', { FAULTS_REBUILD: readModel }));
  }

  /** Clients of the writer, with accounts of their own. @param {import('./load.mjs').LoadOptions} [options] */
  load(options) {
    const addresses = () => this.http.filter((member) => !member.draining).map((member) => member.url);
    return new Load(++this.#faults, addresses, this.authorization ?? '', options);
  }

  /** What is not finished, over both services. */
  async left() {
    const outbox = `SELECT count(*) FILTER (WHERE published_at IS NULL AND parked_at IS NULL)::int AS pending,
      count(*) FILTER (WHERE parked_at IS NOT NULL)::int AS parked FROM outbox WHERE published_at IS NULL`;
    const dead = `SELECT count(*)::int AS dead FROM dead_letter WHERE state IN ('dead', 'parked')`;
    const left = { pending: 0, parked: 0, dead: 0, lag: 0 };
    for (const database of [this.writer, this.reader]) {
      const [[o], [d]] = [await database.ask(outbox), await database.ask(dead)];
      left.pending += o.pending;
      left.parked += o.parked;
      left.dead += d.dead;
    }
    for (const [group, topics] of Object.entries(subscriptions))
      left.lag += await this.broker.topics.lag(group, topics);
    return left;
  }

  /**
   * Resolves when nothing is left to do; rejects when nothing more was finished for `limitMs`: how long it takes in all is
   * a matter of the machine.
   * @param {number} limitMs @param {number} [everyMs]
   */
  async settled(limitMs, everyMs = 100) {
    const unfinished = async () => {
      const { pending, lag } = await this.left();
      return pending + lag;
    };
    for (let least = Infinity; ;) {
      const fewer = async () => {
        const count = await unfinished();
        return count === 0 || count < least ? { count } : undefined;
      };
      ({ count: least } = await until(fewer, limitMs, 'every event to be finished', everyMs));
      // Twice: what was finished between two of the questions may have caused something behind them.
      if (least === 0 && (await unfinished()) === 0) return;
    }
  }

  /** Copies the processes' logs to a place that outlives the run. */
  async keepLogs() {
    const kept = await mkdtemp(join(tmpdir(), 'onecustomer-faults-logs-'));
    await cp(this.logDirectory ?? '', kept, { recursive: true });
    return kept;
  }

  async stop() {
    await Promise.all(this.members.map((member) => member.stop()));
    for (const end of this.#ends.reverse()) await end().catch((error) => this.log(`end: ${error.message}`));
    this.keys?.remove();
    if (this.directory)
      await rm(this.directory, { recursive: true, force: true }).catch((error) => this.log(error.message));
  }

  /** The transport of this code, for events that no service published. */
  async #publisher() {
    const { EmbeddedTransport, KafkaTransport } = await this.code.load('messaging');
    const { EVENT_LOG_URL, KAFKA_BROKERS } = this.broker.env;
    return EVENT_LOG_URL
      ? new EmbeddedTransport({ databaseUrl: EVENT_LOG_URL })
      : new KafkaTransport({ brokers: KAFKA_BROKERS?.split(','), clientId: 'faults' });
  }

  /** @param {'writer' | 'reader'} service @param {string} name @param {Record<string, string>} more */
  #program(service, name, more) {
    const { issuer, audience, jwksUrl } = this.tokens;
    return {
      name,
      script: this.code.service(service),
      logDirectory: this.logDirectory ?? '',
      env: {
        ...this.broker.env,
        DATABASE_URL: (service === 'writer' ? this.writer : this.reader).url,
        MASTER_KEY_FILE: this.keys.masterKeyFile,
        CONTACT_KEY_FILE: this.keys.contactKeyFile,
        OIDC_ISSUER: issuer,
        OIDC_AUDIENCE: audience,
        OIDC_JWKS_URL: jwksUrl,
        RATE_LIMIT_PER_MINUTE: '10000000',
        LOG_LEVEL: 'info',
        DRAIN_MS: '1500',
        ...more,
      },
    };
  }
}
