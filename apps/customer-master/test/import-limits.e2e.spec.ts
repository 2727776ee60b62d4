import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cutSlowBodies } from '@crm/platform/testing';
import { waitFor } from '@crm/testing';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let steward: { authorization: string };

beforeAll(async () => {
  master = await startCustomerMaster();
  steward = await master.tokens.bearer({ sub: 'E1', roles: ['steward'] });
});

afterAll(() => master.close());

const boundary = 'between-the-parts';
const field = `--${boundary}\r\nContent-Disposition: form-data; name="source"\r\n\r\nerp\r\n`;
const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="customers.csv"\r\nContent-Type: text/csv\r\n\r\n`;
const rows = Array.from({ length: 1_500 }, (_, at) => `G-${at},organisation,超大文件${at}号有限公司\n`).join('');
const beginning = `${field}${file}sourceId,kind,name\n${rows}`;

/** An upload of which the caller writes the bytes. */
function uploading(headers: Record<string, string> = {}): ClientRequest {
  const type = `multipart/form-data; boundary=${boundary}`;
  const sent = { ...steward, 'content-type': type, 'accept-language': 'en', ...headers };
  return request(`${master.url}/customer-master/v1/imports`, { method: 'POST', headers: sent });
}

async function answerOf(upload: ClientRequest): Promise<{ status: number; type: string; problem: unknown }> {
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode!, type: response.headers['content-type']!, problem: JSON.parse(text) };
}

const kept = async () => {
  const [row] = await master.run((tx) =>
    tx.query<{ imports: number; batches: number }[]>(
      `SELECT (SELECT count(*)::int FROM customer_import) AS imports,
              (SELECT count(*)::int FROM customer_import_batch) AS batches`,
    ),
  );
  return row!;
};

const nothing = { imports: 0, batches: 0 };
describe('a file of more than 200 MB', () => {
  it('is refused before it is sent, when its length is told', async () => {
    const upload = uploading({ 'content-length': String(2 ** 31) });
    upload.write(beginning);
    const { status, type, problem } = await answerOf(upload);
    expect([status, type]).toEqual([413, expect.stringMatching(/^application\/problem\+json/)]);
    expect(problem).toMatchObject({ type: 'urn:problem:payload-too-large', title: 'The request body is too large' });
    upload.destroy();
    expect(await kept()).toEqual(nothing);
  });
});

describe('a file whose sender goes away', () => {
  it('is forgotten', async () => {
    const upload = uploading();
    upload.on('error', () => undefined);
    upload.write(beginning);
    await waitFor(async () => (await kept()).batches > 0, { what: 'rows to be staged' });
    upload.destroy();
    await waitFor(async () => (await kept()).imports === 0, { what: 'the import to be forgotten' });
    expect(await kept()).toEqual(nothing);
  });
});

/** Last of all: from here on a body has to be there within 400 ms instead of 120 s, or come at the pace of its route. */
describe('a file that comes slowly', () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const endOf = (sent: ClientRequest) => new Promise((resolve) => sent.on('close', resolve).on('error', resolve));
  const line = (at: number) => `S-${at},organisation,慢速线路${at}号有限公司\n`;
  beforeAll(() => cutSlowBodies(master.app.getHttpAdapter().getInstance(), 400));

  it('is taken as long as it comes at a pace', async () => {
    const upload = uploading();
    upload.write(`${field}${file}sourceId,kind,name\n`);
    for (let at = 0; at < 15; at++) {
      await pause(100);
      upload.write(Array.from({ length: 400 }, (_, row) => line(at * 400 + row)).join(''));
    }
    upload.end(`\r\n--${boundary}--\r\n`);
    expect(await answerOf(upload)).toMatchObject({ status: 202, problem: { counts: { rows: 6_000 } } });
  });

  it('is cut off where it stops or only drips, and forgotten', async () => {
    const before = await kept();
    const upload = uploading();
    upload.write(beginning);
    const drip = setInterval(() => upload.write('x'), 50);
    const ended = endOf(upload);
    expect(await answerOf(upload)).toMatchObject({ status: 408, problem: { type: 'urn:problem:request-timeout' } });
    await ended;
    clearInterval(drip);
    await waitFor(async () => (await kept()).imports === before.imports, { what: 'the import to be forgotten' });
  });

  it.each(['/intake/events', '/imports?%00', '/nowhere'])('is cut off at %s, whoever sends it', async (path) => {
    for (const headers of [steward, {}]) {
      const sent = { ...headers, 'content-type': 'application/json', 'content-length': '1000000' };
      const slow = request(`${master.url}/customer-master/v1${path}`, { method: 'POST', headers: sent });
      const ended = endOf(slow);
      slow.write('['.padEnd(200_000));
      const drip = setInterval(() => slow.write(' '.repeat(8_192)), 100);
      await ended;
      clearInterval(drip);
    }
  });
});
