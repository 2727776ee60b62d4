import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKafkaInDocker } from '../kafka/docker.mjs';

/** Stands for an engine, which test machines need not have: it writes down what it is asked, and answers on the port. */
const docker = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const asked = process.argv.slice(2);
appendFileSync(process.env.ASKED, JSON.stringify(asked) + '\\n');
if (asked[0] === 'run') {
  const port = asked[asked.indexOf('--publish') + 1].split(':')[1];
  const server = "require('node:net').createServer((s) => s.end('yes')).listen(" + port + ", '127.0.0.1'); setTimeout(() => process.exit(), 20000)";
  spawn(process.execPath, ['-e', server], { detached: true, stdio: 'ignore' }).unref();
}
`;

describe('Kafka where there is Docker but no Java', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'onecustomer-docker-'));
    await writeFile(join(directory, 'docker'), docker);
    await chmod(join(directory, 'docker'), 0o755);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is a container of its own per directory, found by clients of this machine, and stopped at the end', async () => {
    const file = join(directory, 'asked');
    const environment = { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH']}`, ASKED: file };
    const { brokers, stop } = await startKafkaInDocker({ directory, environment });
    await stop();
    const asked = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
    expect(asked.map(([command]) => command)).toEqual(['rm', 'run', 'stop']);
    const [, started, stopped] = asked;
    const port = /^127\.0\.0\.1:(\d+)$/.exec(brokers[0]!)![1];
    expect(started).toContain(`127.0.0.1:${port}:9092`);
    expect(started).toContain(`KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:${port}`);
    expect(started!.at(-1)).toMatch(/^apache\/kafka:4\./);
    const name = started![started!.indexOf('--name') + 1];
    expect(name).toMatch(/^onecustomer-kafka-[0-9a-f]{12}$/);
    expect(stopped!.at(-1)).toBe(name);
  });
});
