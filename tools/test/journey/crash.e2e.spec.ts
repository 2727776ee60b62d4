import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from './client.js';
import { type Instance, startInstance } from './instance.js';

const samples = join(import.meta.dirname, '..', '..', '..', 'samples');
const minutes = 60_000;

/** The first part of the samples, as they are: enough for a load to be in the middle of when it is killed. */
function fewSamples(): string {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-samples-'));
  mkdirSync(directory, { recursive: true });
  for (const name of ['departments.json', 'employees.json', 'causes.json']) {
    writeFileSync(join(directory, name), readFileSync(join(samples, name)));
  }
  const head = (name: string, lines: number) => {
    const content = readFileSync(join(samples, name));
    let end = 0;
    for (let line = 0; line < lines && end !== -1; line++) end = content.indexOf(0x0a, end + 1);
    writeFileSync(join(directory, name), end === -1 ? content : content.subarray(0, end + 1));
  };
  for (const source of ['erp', 'sales', 'service', 'finance']) head(`customers-${source}.csv`, 60);
  const articles = JSON.parse(readFileSync(join(samples, 'articles.json'), 'utf8')) as object[];
  writeFileSync(join(directory, 'articles.json'), JSON.stringify(articles.slice(0, 3)));
  head('orders.ndjson', 300);
  head('service-calls.ndjson', 12);
  return directory;
}

/** The steps of the load that are done, as it remembers them itself. */
const finishedSteps = (state: string): string[] =>
  existsSync(join(state, 'samples.json'))
    ? JSON.parse(readFileSync(join(state, 'samples.json'), 'utf8') || '{"done":[]}').done
    : [];

/** What the load ends in, told without the ids that every run makes anew. */
async function finalState(instance: Instance) {
  const client = createClient(instance.url, instance.token('admin', 'management'));
  const customers: { id: string; sources: { system: string; id: string }[] }[] = [];
  for (let cursor = ''; ;) {
    const page = await client.get(`/customer-master/v1/customers?limit=100${cursor && `&cursor=${cursor}`}`);
    customers.push(...page.items);
    if (!page.next) break;
    cursor = encodeURIComponent(page.next);
  }
  const told = await Promise.all(
    customers.map(async ({ id, sources }) => {
      const { available } = await client.get(`/loyalty/v1/accounts/${id}`);
      const { rfm } = await client.get(`/analytics/v1/customers/${id}/value`);
      const names = sources.map((source) => `${source.system}:${source.id}`).sort();
      return `${names.join(' ')} points ${available} purchases ${rfm?.frequency ?? 0} of ${rfm?.monetary.amountMinor ?? 0}`;
    }),
  );
  const { rows } = await client.post('/loyalty/v1/reconciliations', {});
  const cases = await client.get('/service-desk/v1/cases?limit=100');
  return { customers: told.sort(), cases: cases.items.length, differences: rows ?? [] };
}

describe('a load that is cut by kill -9', () => {
  let directory: string;
  let undisturbed: Awaited<ReturnType<typeof finalState>>;
  let current: Instance | undefined;
  const load = { readyWithinMs: 8 * minutes };

  beforeAll(async () => {
    directory = fewSamples();
    process.env['SAMPLES_DIR'] = directory;
    const instance = await startInstance([], load);
    undisturbed = await finalState(instance);
    await instance.remove();
  }, 10 * minutes);

  afterAll(async () => {
    await current?.remove();
    delete process.env['SAMPLES_DIR'];
    rmSync(directory, { recursive: true, force: true });
  }, minutes);

  it(
    'ends in the same state after a restart, whichever service it was',
    async () => {
      expect(undisturbed.customers.length).toBeGreaterThan(50);
      expect(undisturbed.differences).toEqual([]);
      let instance = (current = await startInstance([], { readyWithinMs: 0 }));
      const { state } = instance;
      // One after the other, each when the load has just finished another step; the last start goes through.
      for (const [service, finished] of [
        ['customer-master', 'customers-erp.csv'],
        ['loyalty', 'customers-finance.csv'],
        ['analytics', 'orders'],
      ] as const) {
        await waitFor(() => finishedSteps(state).includes(finished), {
          timeoutMs: 5 * minutes,
          everyMs: 10,
          what: finished,
        });
        expect(finishedSteps(state)).not.toContain('all');
        const { services } = JSON.parse(readFileSync(join(state, 'instance.json'), 'utf8'));
        process.kill(services[service], 'SIGKILL');
        expect(await instance.ended).toBe(1);
        expect(instance.output()).toContain(`The service ${service} ended unexpectedly`);
        instance = current = await startInstance([], { state, readyWithinMs: 0 });
        await waitFor(() => instance.output().includes('Loading the samples'), {
          timeoutMs: 2 * minutes,
          what: 'the load',
        });
      }
      await waitFor(() => instance.output().includes('is ready'), { timeoutMs: 8 * minutes, what: 'the last start' });
      expect(await finalState(instance)).toEqual(undisturbed);
      expect(await instance.stop()).toBe(0);
      await instance.remove();
    },
    20 * minutes,
  );
});
