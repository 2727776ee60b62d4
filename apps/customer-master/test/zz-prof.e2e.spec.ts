import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from '@jest/globals';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import request from 'supertest';
import { startCustomerMaster } from './customer-master-app.js';
it('measures', async () => {
  const stats = new Map<string, [number, number]>();
  const original = PostgresQueryRunner.prototype.query;
  PostgresQueryRunner.prototype.query = async function (sql: string, ...rest: unknown[]) {
    const t = performance.now();
    try { return await (original as any).call(this, sql, ...rest); }
    finally { const key = sql.replace(/\s+/g, ' ').replace(/typeorm_\d+/,'').slice(0, 90); const s = stats.get(key) ?? [0, 0]; s[0]++; s[1] += performance.now() - t; stats.set(key, s); }
  } as never;
  const master = await startCustomerMaster();
  const steward = await master.tokens.bearer({ sub: 'E1', roles: ['steward'] });
  const file = process.env.FILE!;
  let content = await readFile(file);
  if (process.env.ROWS) content = Buffer.from(content.toString().split('\n').slice(0, Number(process.env.ROWS)+1).join('\n'));
  const t0 = performance.now();
  const { body } = await request(master.url).post('/customer-master/v1/imports').set(steward).attach('file', content, 'x.csv');
  console.log('upload', performance.now() - t0, JSON.stringify(body));
  const t1 = performance.now(); const cpu0 = process.cpuUsage();
  for (;;) {
    const { body: b } = await request(master.url).get(`/customer-master/v1/imports/${body.id}`).set(steward);
    if (b.state === 'completed' || performance.now() - t1 > 150000) { const ms = performance.now() - t1; const cpu = process.cpuUsage(cpu0); console.log(JSON.stringify(b.counts), ms, 'ms', (b.counts.rows / ms * 1000).toFixed(0), 'rows/s', 'cpu user ms', cpu.user / 1000); break; }
    await new Promise((r) => setTimeout(r, 300));
  }
  console.log([...stats].sort((a, b) => b[1][1] - a[1][1]).slice(0, 25).map(([k, [n, ms]]) => `${n} ${ms.toFixed(0)}ms ${(ms/n).toFixed(2)} ${k}`).join('\n'));
  await master.close();
}, 300000);
