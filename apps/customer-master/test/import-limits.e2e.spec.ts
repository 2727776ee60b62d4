import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
