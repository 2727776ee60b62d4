// @ts-check
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mint } from './issuer.mjs';
import { publishArticles } from './seed-articles.mjs';
import { liveThroughCases } from './seed-cases.mjs';

const day = 86_400_000;
const eventsPerRequest = 250;
const importFiles = ['customers-erp.csv', 'customers-sales.csv', 'customers-service.csv', 'customers-finance.csv'];

/** Who of the samples stands for the posts of the service desk: the heads of the service and of the complaint centre. */
export const samplePosts = { DUTY_OWNER: 'E1001', DUTY_DEPUTY: 'E1020' };

/** @param {string} state */
export async function samplesAreLoaded(state) {
  return (await progressOf(state)).done.includes('all');
}

/**
 * Loads `samples/` over HTTP, as an integrator would. Every step may be done twice without harm, and finished steps are
 * remembered, so a load that was interrupted goes on where it was.
 * @param {{ samples: string, state: string, url: string, key: import('jose').JWK, say: (text: string) => void }} options
 */
export async function loadSamples({ samples: directory, state, url, key, say }) {
  const progress = await progressOf(state);
  const samples = (/** @type {string} */ name) => readFile(join(directory, name));
  const client = createClient(url, {
    admin: await mint(key, { subject: 'sample-loader', roles: ['admin'], department: 'management' }),
    integration: await mint(key, { subject: 'erp', roles: ['integration'] }),
    agent: await mint(key, { subject: 'sample-agent', roles: ['complaint-centre'], department: 'complaint-centre' }),
    caller: await mint(key, { subject: 'sample-caller', roles: ['complaint-centre'], department: 'complaint-centre' }),
  });
  /** @param {string} name @param {() => Promise<void>} work */
  const once = async (name, work) => {
    if (progress.done.includes(name)) return;
    await work();
    progress.done.push(name);
    // Written whole or not at all: a torn file would start the load anew.
    await writeFile(join(state, 'samples.json.new'), JSON.stringify(progress));
    await rename(join(state, 'samples.json.new'), join(state, 'samples.json'));
  };

  await once('employees', async () => {
    say('departments and employees');
    for (const { id, ...department } of JSON.parse(String(await samples('departments.json'))))
      await client.put(`/customer-master/v1/departments/${id}`, department);
    for (const { id, ...employee } of JSON.parse(String(await samples('employees.json'))))
      await client.put(`/customer-master/v1/employees/${id}`, employee);
  });
  for (const file of importFiles) {
    await once(file, async () => importCustomers(client, file, await samples(file), say));
  }
  await once('orders', async () => sendOrders(client, String(await samples('orders.ndjson')), say));
  await once('settled', () => settled(client, say));
  await once('causes', async () => addCauses(client, JSON.parse(String(await samples('causes.json'))), say));
  await once('articles', async () => publishArticles(client, JSON.parse(String(await samples('articles.json'))), say));
  await once('calls', async () => liveThroughCases(client, lines(String(await samples('service-calls.ndjson'))), say));
  await once('settled again', () => settled(client, say));
  await once('all', async () => undefined);
  say('departments, employees, customers of four systems, orders of two years, causes, articles, service calls');
}

/** @param {Client} client @param {string} name @param {Buffer} content @param {(text: string) => void} say */
async function importCustomers(client, name, content, say) {
  say(`${name}`);
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(content)], { type: 'text/csv' }), name);
  let run = await client.send('POST', '/customer-master/v1/imports', { form });
  while (run.state !== 'completed') {
    if (run.state === 'failed') throw new Error(`the import of ${name} failed`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    run = await client.get(`/customer-master/v1/imports/${run.id}`);
    const { rows, registered, attached, updated, unchanged, failed } = run.counts;
    say(`${name}: ${registered + attached + updated + unchanged + failed} of ${rows} rows`);
  }
}

/** @param {Client} client @param {string} text @param {(text: string) => void} say */
async function sendOrders(client, text, say) {
  const events = worthSending(lines(text));
  const newest = Math.max(...events.map((event) => Date.parse(event.time)));
  const shift = Math.floor((Date.now() - day - newest) / day) * day;
  const moved = (/** @type {string} */ time) => new Date(Date.parse(time) + shift).toISOString();
  for (let at = 0; at < events.length; at += eventsPerRequest) {
    const batch = events.slice(at, at + eventsPerRequest).map((event) => ({
      ...event,
      time: moved(event.time),
      data: { ...event.data, placedAt: moved(event.data.placedAt) },
    }));
    await client.send('POST', '/customer-master/v1/intake/events', {
      as: 'integration',
      json: batch,
      type: 'application/cloudevents-batch+json',
    });
    say(`${Math.min(at + eventsPerRequest, events.length)} of ${events.length} order events`);
  }
}

/**
 * What decides over figures: payments, cancellations and returns, and that an order was placed where nothing followed.
 * @param {any[]} events
 */
function worthSending(events) {
  const decided = new Set(events.filter(({ type }) => /paid|cancelled/.test(type)).map(({ data }) => data.orderId));
  return events.filter(
    ({ type, data }) => /paid|cancelled|returned/.test(type) || (/placed/.test(type) && !decided.has(data.orderId)),
  );
}

/** One that is there already (the load was interrupted) stays. @param {Client} client @param {any[]} causes @param {(text: string) => void} say */
async function addCauses(client, causes, say) {
  say('causes of complaints');
  for (const json of causes)
    await client.send('POST', '/service-desk/v1/causes', { json }).catch((error) => {
      if (!/ answered 409/.test(error.message)) throw error;
    });
}

/** Waits until every event had its effect everywhere. @param {Client} client @param {(text: string) => void} say */
async function settled(client, say) {
  for (const end = Date.now() + 600_000; ;) {
    const waiting = await client.backlog();
    if (waiting === 0) return;
    say(`${waiting} events on their way`);
    if (Date.now() > end) throw new Error(`${waiting} events still wait after ten minutes`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** @param {string} state @returns {Promise<{ done: string[] }>} */
async function progressOf(state) {
  return JSON.parse(await readFile(join(state, 'samples.json'), 'utf8').catch(() => '{"done":[]}'));
}

/** @param {string} text @returns {any[]} */
const lines = (text) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** @typedef {ReturnType<typeof createClient>} Client */

/**
 * @param {string} url
 * @param {{ admin: string, integration: string, agent: string, caller: string }} tokens
 */
function createClient(url, tokens) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {{ as?: keyof typeof tokens, json?: unknown, form?: FormData, type?: string, ifMatch?: number }} [options]
   * @returns {Promise<any>}
   */
  async function send(method, path, { as = 'admin', json, form, type = 'application/json', ifMatch } = {}) {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[as]}`,
        ...(json !== undefined && { 'content-type': type }),
        ...(ifMatch !== undefined && { 'if-match': `"v${ifMatch}"` }),
      },
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    return answer.headers.get('content-type')?.includes('json') ? answer.json() : answer.text();
  }
  return {
    url,
    send,
    /** @param {string} path */
    get: (path) => send('GET', path),
    /** @param {string} path @param {unknown} json */
    put: (path, json) => send('PUT', path, { json }),
    /** Events that were not sent or not handled yet, over all services. */
    backlog: async () => {
      const answer = /** @type {{ waiting: number }} */ (await (await fetch(`${url}/backlog`)).json());
      return answer.waiting;
    },
  };
}
