import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { selfSigned } from './self-signed.js';

const run = promisify(execFile);
let server: Server;
let directory: string;
let authority: string;
let received: string[] = [];

beforeAll(async () => {
  const { cert, key } = selfSigned('localhost');
  directory = await mkdtemp(join(tmpdir(), 'webhook-tls-'));
  authority = join(directory, 'authority.pem');
  await writeFile(authority, cert);
  server = createServer({ cert, key }, (request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      received.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  received = [];
});

/** What the service's own client makes of a URL, in a process of its own: Node.js reads its authorities once, when it starts. */
async function post(host: string, trusted?: string): Promise<{ status: number | null; failure: string | null }> {
  const url = `https://${host}:${(server.address() as AddressInfo).port}/hooks`;
  const program = `
    import 'reflect-metadata';
    const { WebhookClient } = await import('./dist/webhooks/webhook-client.js');
    const { WebhookTargets } = await import('./dist/webhooks/webhook-targets.js');
    const client = new WebhookClient(new WebhookTargets({ WEBHOOK_ALLOW_LOOPBACK: true, NODE_ENV: 'test' }));
    const posting = { url: ${JSON.stringify(url)}, messageId: 'm1', body: '{"a":1}', secrets: [Buffer.alloc(32, 1)] };
    console.log(JSON.stringify(await client.post(posting)));
  `;
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...rest } = process.env;
  const env = { ...rest, ...(trusted && { NODE_EXTRA_CA_CERTS: trusted }) };
  const args = ['--input-type=module', '-e', program];
  const { stdout } = await run(process.execPath, args, { cwd: join(import.meta.dirname, '..'), env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

it('a receiver whose certificate nobody vouches for gets nothing', async () => {
  expect(await post('localhost')).toMatchObject({ status: null, failure: 'unreachable' });
  expect(received).toEqual([]);
});

it('a receiver with a certificate of the authority in NODE_EXTRA_CA_CERTS is delivered to', async () => {
  expect(await post('localhost', authority)).toMatchObject({ status: 204, failure: null });
  expect(received).toEqual(['{"a":1}']);
});

it('but not under a name that its certificate does not have', async () => {
  expect(await post('127.0.0.1', authority)).toMatchObject({ status: null, failure: 'unreachable' });
  expect(received).toEqual([]);
});
