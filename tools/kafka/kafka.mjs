import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../postgres.mjs';
import { downloadJars, jarsDirectory, maven } from './jars.mjs';
import { serverProperties } from './properties.mjs';

const run = promisify(execFile);
/** A broker for one machine: a quick start is worth more than the last bit of speed. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const startsWithinMs = 180_000;

/**
 * Which Kafka this machine can offer, in this order: the one of `KAFKA_BROKERS` (host:port, comma between), one that
 * `startKafka` runs on Java 17+ (jars through Maven), one of Docker Compose.
 * @param {NodeJS.ProcessEnv} [environment] where `KAFKA_BROKERS` and `PATH` are looked up
 * @returns {Promise<{ kind: 'brokers', brokers: string[] } | { kind: 'java' } | { kind: 'docker' } | { kind: null, advice: string }>}
 *   `advice` says in Chinese and English what to install
 */
export async function findKafka(environment = process.env) {
  const brokers = (environment.KAFKA_BROKERS ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter(Boolean);
  if (brokers.length > 0) return { kind: 'brokers', brokers };
  const answers = answersIn(environment);
  if ((await javaVersion(environment)) >= 17) {
    if (existsSync(await jarsDirectory()) || (await answers(maven.command, ['-v'], maven.shell)))
      return { kind: 'java' };
  }
  if ((await answers('docker', ['compose', 'version'])) && (await answers('docker', ['info'])))
    return { kind: 'docker' };
  return {
    kind: null,
    advice:
      '没有找到 Kafka：请安装 Java 17（或更高）和 Maven，或安装 Docker（含 Compose），或用 KAFKA_BROKERS=主机:端口 指定已有的 Kafka。\n' +
      'No Kafka here: install Java 17 (or newer) and Maven, or Docker with Compose, or name a running one with KAFKA_BROKERS=host:port.',
  };
}

/**
 * Starts one Kafka broker (KRaft, no container) and waits until it answers. What it stores stays in `directory` for
 * the next start. The jars are downloaded once, about 43 MB. It ends with `stop()`, and also when this process is
 * killed; Ctrl-C in a terminal does not reach it, so that its clients can leave first.
 * @param {object} options
 * @param {string} [options.directory] left out: a temporary one, deleted when the broker ends
 * @param {number} [options.port] of the broker on 127.0.0.1; left out: any free port
 * @param {number} [options.advertisedPort] where clients are told to find it, for a proxy between; left out: `port`
 * @param {Record<string, string>} [options.users] passwords by name: then there is a second listener as in production,
 *   TLS with SCRAM-SHA-512, where nobody may do anything that an ACL does not permit; who comes by the first may do all
 * @param {import('./properties.mjs').Cluster} [options.cluster] the cluster that it belongs to; left out: one of its own
 * @param {(line: string) => void} [options.log] receives what the user should know
 * @returns {Promise<{ brokers: string[], secure?: { brokers: string[], caFile: string }, pid: number, stop: () => Promise<void> }>}
 *   `stop` resolves when it has ended
 * @throws with the last lines of its log when it does not start; Maven's words when the jars cannot be downloaded
 */
export async function startKafka({ directory, port, advertisedPort, users, cluster, log = () => {} } = {}) {
  const jars = await downloadJars(log);
  const temporary = directory === undefined;
  const home = temporary ? await mkdtemp(join(tmpdir(), 'onecustomer-kafka-')) : resolve(directory);
  await mkdir(home, { recursive: true });
  const listener = port ?? (await freePort());
  const properties = join(home, 'server.properties');
  const secure = users && { port: await freePort(), users, ...(await makeCertificate(home)) };
  const place = { directory: home, port: listener, advertisedPort: advertisedPort ?? listener, secure };
  const alone = { id: newClusterId(), node: 1, controllers: [cluster ? 0 : await freePort()] };
  await writeFile(properties, serverProperties({ ...place, cluster: cluster ?? alone }));
  const { id } = cluster ?? alone;
  if (!existsSync(join(home, 'data', 'meta.properties'))) await format(jars, properties, id, users);

  const logFile = join(home, 'kafka.log');
  const { broker, ended } = await spawnBroker(jars, properties, logFile, cluster ? '256M' : '512M');
  const guard = guardAgainstOurDeath(broker.pid, temporary ? home : '');
  const stop = async () => {
    broker.kill('SIGTERM');
    const timer = setTimeout(() => broker.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(timer);
    guard?.kill('SIGKILL');
    if (temporary) await rm(home, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(listener, ended);
  } catch (error) {
    const tail = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-15).join('\n');
    await stop();
    throw new Error(`Kafka did not start: ${error.message}\n${tail}`);
  }
  log(`Kafka is running at 127.0.0.1:${listener} (pid ${broker.pid}, log ${logFile})`);
  const brokers = [`127.0.0.1:${listener}`];
  if (!secure) return { brokers, pid: broker.pid, stop };
  return { brokers, secure: { brokers: [`localhost:${secure.port}`], caFile: secure.caFile }, pid: broker.pid, stop };
}

async function spawnBroker(jars, properties, logFile, heap) {
  const output = await open(logFile, 'a');
  const broker = spawn('java', [`-Xmx${heap}`, ...quickStart, '-cp', join(jars, '*'), 'kafka.Kafka', properties], {
    stdio: ['ignore', output.fd, output.fd],
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((done) => broker.once('exit', done).once('error', done));
  await output.close();
  return { broker, ended };
}

/** A shell whose standard input closes when this process dies, however it dies; then it ends the broker. */
function guardAgainstOurDeath(broker, temporaryDirectory) {
  if (process.platform === 'win32' || broker === undefined) return undefined;
  const script =
    'cat >/dev/null; kill -TERM "$0"; [ -n "$1" ] || exit 0; while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, String(broker), temporaryDirectory], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin.unref?.();
  return guard;
}

/** A key for `localhost` that nobody else trusts, by the JDK's own tool. */
async function makeCertificate(directory) {
  const [keystore, caFile] = [join(directory, 'broker.p12'), join(directory, 'broker.pem')];
  const password = randomBytes(16).toString('hex');
  const store = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password];
  await rm(keystore, { force: true });
  const subject = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1', '-validity', '3650'];
  await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...subject, ...store]);
  await run('keytool', ['-exportcert', '-rfc', '-file', caFile, ...store]);
  return { keystore, caFile, password };
}

/** What the nodes of one cluster have in common. */
export const newClusterId = () => randomBytes(16).toString('base64url');

async function format(jars, properties, id, users = {}) {
  await run('java', [
    ...quickStart,
    '-cp',
    join(jars, '*'),
    'kafka.tools.StorageTool',
    'format',
    '-t',
    id,
    '-c',
    properties,
    ...Object.entries(users).flatMap(([name, password]) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${name},password=${password}]`,
    ]),
  ]);
}

/** Resolves when a broker answers on this port of 127.0.0.1; rejects when `ended` does first, or after three minutes. */
export async function untilItAnswers(port, ended) {
  let gone = false;
  ended.then(() => (gone = true));
  const deadline = Date.now() + startsWithinMs;
  while (Date.now() < deadline) {
    if (gone) throw new Error('the process ended');
    if (await asksVersions(port)) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`no answer within ${startsWithinMs / 1_000} seconds`);
}

/** The smallest request of the protocol (ApiVersions, version 0): a broker that answers it takes clients. */
function asksVersions(port) {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const say = (yes) => {
      socket.destroy();
      answer(yes);
    };
    socket.setTimeout(2_000, () => say(false));
    socket.once('connect', () => socket.write(request));
    socket.once('data', () => say(true));
    socket.once('error', () => say(false)).once('close', () => say(false));
  });
}

async function javaVersion(environment) {
  try {
    const { stderr } = await run('java', ['-version'], { env: environment });
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const answersIn =
  (environment) =>
  async (command, args, shell = false) => {
    try {
      await run(command, args, { timeout: 15_000, shell, env: environment });
      return true;
    } catch {
      return false;
    }
  };
