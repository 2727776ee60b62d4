import { ruleKinds } from '@crm/contracts';
import type { TokenClaims } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { services } from '../start/services.mjs';
import { type CustomerThings, liveThrough } from './customer-things.js';
import { idsOf } from './department-scope.js';
import { oddBodiesOf, shownBodies } from './odd-bodies.js';
import { committedDocument, type OpenApiDocument, type Operation, operationsOf, routeOf } from './openapi-documents.js';
import { exampleRequest } from './openapi-examples.js';
import { type Answer, forEach, type RunningServices, startServices } from './running-services.js';

// What clients send, right and wrong, asked of all five services at once; the OpenAPI files say what they may send.

let running: RunningServices;
let things: CustomerThings;
let articleId: string;
let webhookId: string;
beforeAll(async () => {
  running = await startServices();
  things = await liveThrough(running);
  await employ(running);
  articleId = await article(running);
  webhookId = await webhook(running);
}, 180_000);
afterAll(() => running?.close(), 60_000);

const admin: TokenClaims = { sub: 'E1000', roles: ['admin'], department: 'service' };
const client: TokenClaims = { sub: 'erp', scope: 'integration:write' };

/** Whom the examples name. */
async function employ({ call }: RunningServices): Promise<void> {
  for (const id of ['sales-north', 'sales-south', 'service', 'finance'])
    await call('PUT', `/customer-master/v1/departments/${id}`, admin, { name: id });
  const employees = {
    E1030: 'sales-north',
    E1031: 'sales-north',
    E1032: 'sales-north',
    E1051: 'sales-south',
    E1071: 'finance',
    E1001: 'service',
    E1002: 'service',
    E1011: 'service',
    E1021: 'complaint-centre',
  };
  for (const [id, departmentId] of Object.entries(employees)) {
    const employee = { name: id, departmentId, roles: ['sales'], active: true };
    await call('PUT', `/customer-master/v1/employees/${id}`, admin, employee);
  }
}

/** One of the company's own things, whose changes name its version. */
async function article({ call }: RunningServices): Promise<string> {
  const text = { zh: { title: '水泵无法启动', body: '按复位键。' }, caseKinds: ['repair'] };
  return (await call<{ id: string }>('POST', '/service-desk/v1/articles', admin, text)).id;
}

/** To a name that nobody has, so that nothing leaves this machine. */
async function webhook({ call }: RunningServices): Promise<string> {
  const wish = { url: 'https://erp.example.invalid/', eventTypes: ['case.closed'], active: false };
  return (await call<{ id: string }>('POST', '/customer-master/v1/webhooks', admin, wish)).id;
}

function idsFor(operation: Operation): Record<string, string> {
  if (operation.path.startsWith('/service-desk/v1/articles/{')) return { id: articleId };
  if (operation.path.startsWith('/customer-master/v1/webhooks/{')) return { id: webhookId };
  return idsOf(operation, things) ?? {};
}

/** Sends a body to things that there are, in their newest version. */
async function send(operation: Operation, document: OpenApiDocument, body: unknown): Promise<Answer> {
  const request = exampleRequest(operation, document, idsFor(operation));
  const claims = operation['x-permission'] === 'integration:write' ? client : admin;
  const asked = operation.parameters?.some(({ name }) => name === 'If-Match');
  const headers = asked
    ? { ...request.headers, 'If-Match': await newestTag(operation, document, request.url) }
    : request.headers;
  return running.send({ ...request, headers, body: JSON.stringify(body) }, claims);
}

const above = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The ETag of what lies at the path, or above it; version 0 of what is not there yet and made by a PUT. */
async function newestTag(operation: Operation, document: OpenApiDocument, url: string): Promise<string> {
  for (let [path, address] = [operation.path, url]; path !== ''; [path, address] = [above(path), above(address)]) {
    if (!document.paths[path]?.['get']) continue;
    const { status, text } = await running.send({ method: 'GET', url: address, headers: {}, body: undefined }, admin);
    if (status === 404 && operation.method === 'PUT') return '"v0"';
    if (status > 299) throw new Error(`GET ${address} answered ${status}: ${text}`);
    const { version } = JSON.parse(text) as { version?: number };
    if (version !== undefined) return `"v${version}"`;
  }
  throw new Error(`${operation.path}: nothing to read an ETag from`);
}

/** The thing that an example names need not be there, nor the customer's, nor in the right state. */
const isOfThings = (status: number, text: string): boolean =>
  [403, 404, 409].includes(status) ||
  (status === 422 && /urn:problem:(customer-unknown|mention-impossible|no-such-note)/.test(text)) ||
  (status === 400 && /"pointer":"\/sourceRecords\/0"/.test(text));

describe.each(services.map(({ name }) => name))('%s', (service) => {
  const document = committedDocument(service);
  // What has to be signed is tried by specs of its own.
  const unsigned = operationsOf(document).filter((operation) => !operation['x-signed']);
  const asked = unsigned.flatMap((operation) =>
    shownBodies(operation, document).map((shown) => ({ operation, shown })),
  );

  it('takes the bodies that its document shows', async () => {
    const wrong: string[] = [];
    // One after the other, since each may change what the next one needs the newest version of.
    for (const {
      operation,
      shown: { body },
    } of asked) {
      const { status, text } = await send(operation, document, body);
      if (status > 299 && !isOfThings(status, text))
        wrong.push(`${routeOf(operation)} answers ${status} ${text} to ${JSON.stringify(body)}`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('answers every field that holds something else with a problem or not at all, and never fails', async () => {
    const wrong: string[] = [];
    const odd = asked.flatMap(({ operation, shown }) => oddBodiesOf(shown).map((one) => ({ operation, ...one })));
    await forEach(odd, async ({ operation, what, body }) => {
      const { status, type, text } = await send(operation, document, body);
      const isRight = status < 400 || (status < 500 && type.startsWith('application/problem+json'));
      if (!isRight) wrong.push(`${routeOf(operation)} answers ${status} to ${what}: ${text.slice(0, 300)}`);
    });
    expect(wrong.sort()).toEqual([]);
  }, 240_000);
});

describe('what a company sets for itself', () => {
  /** A model is approved and rules of survivorship are applied after a run over every record; specs of their own do that. */
  const behindRuns: readonly string[] = ['match-model', 'survivorship-rules'];

  it.each(ruleKinds.filter((kind) => !behindRuns.includes(kind)))(
    'is told with who changed it when it changes: %s',
    async (kind) => {
      const { aggregateVersion, data } = await running.probe.waitFor(
        'rules.changed',
        ({ data: { rules } }) => rules === kind,
      );
      expect(data).toMatchObject({ version: aggregateVersion, changedBy: admin.sub });
    },
  );

  it('is told when a department changes', async () => {
    const { data } = await running.probe.waitFor(
      'department.changed',
      ({ aggregateId }) => aggregateId === 'sales-south',
    );
    expect(data).toEqual({
      departmentId: 'sales-south',
      name: 'sales-south',
      parentId: null,
      headId: null,
      version: 1,
    });
  });
});
