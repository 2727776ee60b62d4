import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { EventProbe, startTestApp, type TestApp } from '@crm/platform/testing';
import { createTestDatabase, TokenMaker } from '@crm/testing';
import { service } from '../src/service.js';

/** customer-master with databases, keys and an issuer of its own. */
export interface CustomerMasterApp extends TestApp {
  tokens: TokenMaker;
  /** Sees what it publishes, and publishes as other services. */
  events: EventProbe;
  databaseUrl: string;
  /** Runs work in a transaction of its own. */
  run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
}

export async function startCustomerMaster({ env }: { env?: Record<string, string> } = {}): Promise<CustomerMasterApp> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const keys = mkdtempSync(join(tmpdir(), 'keys-'));
  const key = (): string => randomBytes(32).toString('base64');
  writeFileSync(join(keys, 'master.json'), JSON.stringify({ current: 'k1', keys: { k1: key() } }));
  writeFileSync(join(keys, 'contact'), key());
  const app = await startTestApp(service, {
    databaseUrl: database.url,
    eventLogUrl: eventLog.url,
    oidc: tokens,
    masterKeyFile: join(keys, 'master.json'),
    contactKeyFile: join(keys, 'contact'),
    env,
  });
  const events = new EventProbe(eventLog.url);
  return {
    ...app,
    tokens,
    events,
    databaseUrl: database.url,
    run: (work) => app.app.get(TransactionRunner).run(work),
    close: async () => {
      await app.close();
      await events.stop();
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
