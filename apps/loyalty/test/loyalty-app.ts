import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventServer } from '@crm/messaging';
import { EventProbe, startTestApp, type TestApp, type TestAppOptions } from '@crm/platform/testing';
import { createTestDatabase, TokenMaker, waitFor } from '@crm/testing';
import { DataSource } from 'typeorm';
import { service } from '../src/service.js';

/** The running service, what surrounds it, and a look into its database. */
export interface LoyaltyApp extends TestApp {
  tokens: TokenMaker;
  /** Plays the other services. */
  probe: EventProbe;
  database: DataSource;
  /** Resolves when everything that was published has been read. */
  allRead(): Promise<unknown>;
  /** Starts one more process of the service on the same databases; closed with this one. */
  another(): Promise<TestApp>;
}

/** Starts loyalty on databases of its own. */
export async function startLoyalty(wish: Pick<TestAppOptions, 'role' | 'env'> = {}): Promise<LoyaltyApp> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const keys = mkdtempSync(join(tmpdir(), 'keys-'));
  const key = (): string => randomBytes(32).toString('base64');
  writeFileSync(join(keys, 'master.json'), JSON.stringify({ current: 'k1', keys: { k1: key() } }));
  writeFileSync(join(keys, 'contact'), key());
  const options: TestAppOptions = {
    databaseUrl: database.url,
    eventLogUrl: eventLog.url,
    oidc: tokens,
    masterKeyFile: join(keys, 'master.json'),
    contactKeyFile: join(keys, 'contact'),
    ...wish,
  };
  const first = await startTestApp(service, options);
  const probe = new EventProbe(eventLog.url);
  const others: TestApp[] = [];
  return {
    ...first,
    tokens,
    probe,
    database: first.app.get(DataSource),
    allRead: () =>
      waitFor(async () => (await first.app.get(EventServer).lag()) === 0, { what: 'all events to be read' }),
    async another() {
      const app = await startTestApp(service, options);
      others.push(app);
      return app;
    },
    async close() {
      for (const app of [...others, first]) await app.close();
      await probe.stop();
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
      rmSync(keys, { recursive: true });
    },
  };
}
