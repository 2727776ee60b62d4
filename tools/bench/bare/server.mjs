// @ts-check
// Fastify and pg with nothing between them: each request sends the statements of one recorded request, in their order on
// one connection, and answers what was answered. Takes { requests: file, url: database } as JSON in its first argument.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';
import { decode } from './recording.mjs';

const { requests: file, url } = JSON.parse(process.argv[2] ?? '{}');
/** @type {{ statements: import('./recording.mjs').Statement[], answer: unknown }[]} */
const requests = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .map(({ lines, answer }) => ({ statements: decode(lines), answer }));
const pool = new pg.Pool({ connectionString: url, max: 10 });
const app = Fastify();
let next = 0;

app.post('/customers', async (_request, reply) => {
  const { statements, answer } = requests[next++] ?? { statements: [], answer: null };
  const client = await pool.connect();
  try {
    for (const { text, values } of statements) await client.query(text, values);
  } finally {
    client.release();
  }
  return reply.code(201).send(answer);
});

await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
process.on('disconnect', () => process.exit());
