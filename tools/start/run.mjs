// @ts-check
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startPostgres } from '../postgres.mjs';
import { build } from './build.mjs';
import { databaseUrl, prepareDatabases } from './databases.mjs';
import { createGateway } from './gateway.mjs';
import { jwks, mint, signingKey } from './issuer.mjs';
import { parseOptions, PlainError, usage } from './options.mjs';
import { loadSamples, samplePosts, samplesAreLoaded } from './seed.mjs';
import { localAudience, localIssuer, services } from './services.mjs';
import { announce, openState, rememberEnvironments, withdraw } from './state.mjs';
import { startProcess } from './supervisor.mjs';
import { startBroker } from './broker.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string[]} args */
export async function run(args) {
  /** What was started, in order; stopped the other way round. @type {(() => Promise<void>)[]} */
  const started = [];
  let stopping = false;
  /** @param {number} code */
  const stop = async (code) => {
    if (stopping) return;
    stopping = true;
    for (const stopOne of started.reverse()) await stopOne().catch((error) => console.error(String(error)));
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) console.log('\nStopping …');
      void stop(0);
    });
  }
  try {
    const options = parseOptions(args);
    if (options.help) return console.log(usage);
    await startAll(options, started, (sentence) => {
      if (stopping) return;
      console.error(`\n${sentence}`);
      void stop(1);
    });
  } catch (error) {
    if (stopping) return;
    const plain = error instanceof PlainError;
    console.error(
      plain ? `\n${error.message}` : `\nOneCustomer could not start: ${/** @type {Error} */ (error).message}`,
    );
    if (!plain && process.env.DEBUG) console.error(error);
    await stop(1);
  }
}

/**
 * @param {import('./options.mjs').StartOptions} options
 * @param {(() => Promise<void>)[]} started
 * @param {(sentence: string) => void} fail
 */
async function startAll(options, started, fail) {
  const begin = Date.now();
  const step = stepPrinter();

  const state = await openState(options.state);
  await refuseBusyPort(options.port);
  await announce(options.state, { port: options.port });
  started.push(() => withdraw(options.state));

  await step('Building', async () => ((await build(root)) === 'built' ? 'compiled' : 'nothing changed'));
  const postgres = await step('Starting PostgreSQL', async (say) => {
    const server = await startPostgres({
      directory: join(options.state, 'postgres'),
      settings: { max_connections: '200', shared_buffers: '256MB', synchronous_commit: 'on' },
    }).catch((error) => {
      throw new PlainError(`PostgreSQL could not start in ${options.state}: ${error.message}`);
    });
    started.push(() => server.stop());
    say(new URL(server.url).host);
    return server;
  });
  const broker = options.kafka
    ? await step('Starting Kafka', async (say) => {
        const kafka = await startBroker(join(options.state, 'kafka'));
        started.push(() => kafka.stop());
        say(kafka.brokers);
        return kafka;
      })
    : undefined;

  const logDirectory = join(options.state, 'logs');
  const key = await signingKey(options.state);
  const gatewayUrl = `http://localhost:${options.port}`;
  /** @type {Record<string, string>} */
  const upstreams = {};
  /** @type {Map<string, Record<string, string>>} */
  const environments = new Map();
  for (const service of services) {
    const port = await freePort();
    upstreams[service.name] = `http://127.0.0.1:${port}`;
    environments.set(service.name, {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(port),
      ROLE: 'all',
      DATABASE_URL: databaseUrl(postgres.url, service.database),
      TRANSPORT: broker ? 'kafka' : 'embedded',
      EVENT_LOG_URL: databaseUrl(postgres.url, 'event_log'),
      ...(broker && { KAFKA_BROKERS: broker.brokers }),
      OIDC_ISSUER: localIssuer,
      OIDC_AUDIENCE: localAudience,
      OIDC_JWKS_URL: `http://127.0.0.1:${options.port}/.well-known/jwks.json`,
      MASTER_KEY_FILE: state.masterKeyFile,
      CONTACT_KEY_FILE: state.contactKeyFile,
      PUBLIC_URL: gatewayUrl,
      ...(options.empty ? {} : samplePosts),
    });
  }
  await rememberEnvironments(options.state, environments);
  await step('Migrating the databases', async () => {
    const done = await prepareDatabases({ root, superuserUrl: postgres.url, environments, logDirectory });
    return done === 'unchanged' ? 'nothing changed' : '';
  });

  /** @type {string | null} */
  let preparing = 'starting';
  const gateway = await createGateway({ upstreams, jwks: jwks(key), preparing: () => preparing });
  await gateway.listen({ port: options.port, host: process.env.GATEWAY_HOST ?? '127.0.0.1' }).catch((error) => {
    throw error.code === 'EADDRINUSE' ? busyPort(options.port) : error;
  });

  await step('Starting five services', async (say) => {
    const processes = services.map(({ name }) =>
      startProcess({
        name,
        script: join(root, 'apps', name, 'dist/main.js'),
        env: environments.get(name) ?? {},
        logDirectory,
      }),
    );
    started.push(async () => void (await Promise.all(processes.map((service) => service.stop()))));
    started.push(() => gateway.close());
    await announce(options.state, {
      port: options.port,
      services: Object.fromEntries(processes.map(({ name, pid }) => [name, pid])),
    });
    for (const service of processes) {
      void service.exited.then((how) =>
        fail(
          `The service ${service.name} ended unexpectedly (${how}); see ${join(logDirectory, `${service.name}.log`)}`,
        ),
      );
    }
    await allReady(upstreams, say);
  });

  const admin = await mint(key, { subject: 'admin', roles: ['admin'], department: 'management' });
  if (!options.empty && !(await samplesAreLoaded(options.state))) {
    preparing = 'loading samples';
    await step('Loading the samples', async (say) => {
      const samples = process.env.SAMPLES_DIR ?? join(root, 'samples');
      try {
        await loadSamples({ samples, state: options.state, url: gatewayUrl, key, say });
      } catch (error) {
        // A service that ended is the better explanation of a failed request, and is reported a moment later.
        await new Promise((resolve) => setTimeout(resolve, 500));
        throw error;
      }
    });
  }
  preparing = null;
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  console.log(farewell(gatewayUrl, admin, seconds));
}

/** Prints each step with its time, and what is going on meanwhile when somebody watches. */
function stepPrinter() {
  /**
   * @template T
   * @param {string} title
   * @param {(say: (text: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  return async (title, work) => {
    const begin = Date.now();
    let detail = '';
    let said = 0;
    process.stdout.write(`▸ ${title} …${process.stdout.isTTY ? '' : '\n'}`);
    const result = await work((text) => {
      detail = text;
      if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K▸ ${title} … ${text}`);
      else if (Date.now() - said > 5_000) {
        said = Date.now();
        console.log(`  ${title}: ${text}`);
      }
    });
    const done = typeof result === 'string' ? result : detail;
    const line = `✓ ${title}${done ? ` (${done})` : ''}  ${((Date.now() - begin) / 1000).toFixed(1)} s`;
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${line}\n` : `${line}\n`);
    return result;
  };
}

/** @param {Record<string, string>} upstreams @param {(text: string) => void} say */
async function allReady(upstreams, say) {
  const waiting = new Set(Object.keys(upstreams));
  for (const end = Date.now() + 120_000; waiting.size > 0;) {
    for (const name of [...waiting]) {
      const answer = await fetch(`${upstreams[name]}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      if (answer?.ok) waiting.delete(name);
    }
    say(`${Object.keys(upstreams).length - waiting.size} of ${Object.keys(upstreams).length} ready`);
    if (Date.now() > end)
      throw new PlainError(`Not ready after two minutes: ${[...waiting].join(', ')}. See the logs directory.`);
    if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** @param {number} port */
function refuseBusyPort(port) {
  return new Promise((free, fail) => {
    const probe = createConnection({ port, host: '127.0.0.1' });
    probe.once('connect', () => {
      probe.destroy();
      fail(busyPort(port));
    });
    probe.once('error', () => free(undefined));
  });
}

/** @param {number} port */
const busyPort = (port) =>
  new PlainError(`Port ${port} is in use. Choose another one: npm start -- --port ${port + 1}`);

/** @param {string} url @param {string} token @param {string} seconds */
function farewell(url, token, seconds) {
  return `
OneCustomer is ready after ${seconds} s.  Ctrl-C stops it.

  API docs of all services   ${url}/
  Dashboard                  ${url}/analytics/dashboard
  Messages that were sent    ${url}/customer-master/v1/mailbox  (with the token; the survey links are in them)

A token for role admin, valid for 12 hours (others: npm run --silent token -- --role agent --department service):
  export TOKEN=${token}

Try:
  curl -H "Authorization: Bearer $TOKEN" "${url}/customer-master/v1/customers?query=%E5%B1%B1%E8%A5%BF%E7%85%A4%E4%B8%9A"
  curl -H "Authorization: Bearer $TOKEN" "${url}/service-desk/v1/cases?limit=5"
  curl -H "Authorization: Bearer $TOKEN" "${url}/analytics/v1/kpis"
`;
}
