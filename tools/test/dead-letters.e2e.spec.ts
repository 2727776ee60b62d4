import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CustomerRegistered } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createGateway } from '../start/gateway.mjs';
import { services } from '../start/services.mjs';
import { type RunningServices, startServices } from './running-services.js';

const command = join(import.meta.dirname, '..', 'dead-letters.mjs');

describe('npm run dead-letters', () => {
  let running: RunningServices;
  let gateway: Awaited<ReturnType<typeof createGateway>>;
  let url: string;
  let loyalty: DataSource;

  beforeAll(async () => {
    running = await startServices();
    const upstreams = Object.fromEntries(services.map(({ name }) => [name, running.app(name).url]));
    gateway = await createGateway({ upstreams });
    url = await gateway.listen({ port: 0, host: '127.0.0.1' });
    loyalty = running.app('loyalty').app.get(DataSource);
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await running?.close();
  }, 60_000);

  const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const token = (await running.bearer({ sub: 'E1000', roles: ['admin'] })).slice('Bearer '.length);
    return promisify(execFile)(process.execPath, [command, '--url', url, '--token', token, ...args]).then(
      (printed) => ({ code: 0, ...printed }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };
  const json = async <Result>(...args: string[]): Promise<Result[]> =>
    JSON.parse((await run(...args, '--json')).stdout) as Result[];
  const accountOf = (customerId: string) =>
    loyalty.query<unknown[]>('SELECT 1 FROM account WHERE customer_id = $1', [customerId]);
  const register = (customerId: string) =>
    running.probe.publish(
      CustomerRegistered.draft({
        customerId,
        aggregateId: customerId,
        aggregateVersion: 1,
        data: { customerId, kind: 'person' },
      }),
    );

  it('shows what failed, replays it when its cause is gone, and says what became of each', async () => {
    const customers = [randomUUID(), randomUUID()];
    await loyalty.query('ALTER TABLE account RENAME TO account_away');
    for (const customerId of customers) await register(customerId);
    await register(customers[0]!);
    const listed = () => json<{ id: string; service: string; aggregateId: string }>('list', '--error', '"ACCOUNT"');
    await waitFor(async () => (await listed()).length === 2, { timeoutMs: 20_000 });
    const letters = await listed();
    expect(letters.map(({ service }) => service)).toEqual(['loyalty', 'loyalty']);
    const first = letters.find(({ aggregateId }) => aggregateId === customers[0])!;

    const { stdout: list } = await run('list', '--since', '1h', '--consumer', 'loyalty');
    expect(list).toMatch(/^SERVICE +ID +CONSUMER +TYPE +WAITING +ATTEMPTS +SINCE +ERROR\n(loyalty +[\w-]{36}.*\n){2}$/);
    const { stdout: shown } = await run('show', first.id);
    expect(shown).toMatch(new RegExp(`data:\\n +{\\n +"customerId": "${customers[0]}"`));
    expect(shown).toMatch(/successors:\n +\[\n +{/);

    const failed = await run('replay', first.id);
    expect([failed.code, failed.stdout]).toEqual([
      1,
      expect.stringMatching(/failed +relation "account.*\n1 failed\.\n$/),
    ]);
    await loyalty.query('ALTER TABLE account_away RENAME TO account');
    const all = await run('replay', '--all', '--service', 'loyalty');
    expect([all.code, all.stderr, all.stdout]).toEqual([0, '', expect.stringMatching(/\n3 replayed\.\n$/)]);
    for (const customerId of customers) expect(await accountOf(customerId)).toHaveLength(1);
    expect((await run('list')).stdout).toBe('Nothing.\n');
    expect(await json('list', '--status', 'replayed')).toHaveLength(3);
    const again = await run('replay', first.id);
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(/nothing to decide.*\n1 refused\.\n$/i)]);
  }, 60_000);

  it('discards what the filters find, with a reason', async () => {
    const customerId = randomUUID();
    const broken = CustomerRegistered.draft({
      customerId,
      aggregateId: customerId,
      aggregateVersion: 1,
      data: { customerId } as never,
    });
    await running.probe.publish(broken);
    await register(customerId);
    await waitFor(async () => (await json('list', '--status', 'parked', '--service', 'loyalty')).length === 1);
    const args = ['discard', '--all', '--service', 'loyalty', '--error', 'breaks its contract', '--reason', 'a test'];
    expect((await json<{ outcome: string }>(...args)).map(({ outcome }) => outcome)).toEqual(['discarded', 'replayed']);
    expect(await accountOf(customerId)).toHaveLength(1);
  });

  it('does the same for events that the broker refused', async () => {
    await loyalty.query(
      `INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload)
       VALUES ('e', 'crm.loyalty.v1', 'k', 'k', '{"ce_type":"points.accrued"}', $1)`,
      [JSON.stringify({ text: 'x'.repeat(1_100_000) })],
    );
    const list = () => json<{ position: number }>('list', '--outbox');
    await waitFor(async () => (await list()).length === 1);
    const position = String((await list())[0]!.position);
    const about = ['--outbox', '--service', 'loyalty'];
    expect((await run('replay', position, ...about)).stdout).toMatch(/\n1 requeued\.\n$/);
    await waitFor(async () => (await list()).length === 1);
    expect((await run('show', position, ...about)).stdout).toMatch(/attempts: 2\n/);
    expect((await run('discard', position, ...about, '--reason', 'too large')).stdout).toMatch(/\n1 discarded\.\n$/);
    expect(await list()).toEqual([]);
  }, 60_000);

  it.each<[string[], RegExp]>([
    [['list', '--service', 'sales'], /no service "sales"/],
    [['show', randomUUID()], /There is no dead letter/],
    [['list', '--token', 'x'], /access token is required/],
    [['list', '--state', '/nowhere', '--token', ''], /No OneCustomer runs with \/nowhere/],
    [['list', '--url', 'http://127.0.0.1:1'], /127.0.0.1:1 does not answer/],
  ])('says in one sentence what is wrong with %j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
