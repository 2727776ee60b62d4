import { EventServer } from '@crm/messaging';
import { TransactionRunner } from '@crm/persistence';
import { EventProbe, startTestApp, type TestApp, type TestAppOptions } from '@crm/platform/testing';
import { createTestDatabase, keyFiles, TokenMaker, waitFor } from '@crm/testing';
import { DataSource } from 'typeorm';
import { service } from '../src/service.js';

/** The running service, what surrounds it, and a look into its database. */
export interface AnalyticsApp extends TestApp {
  tokens: TokenMaker;
  /** Plays the other services. */
  probe: EventProbe;
  database: DataSource;
  transactions: TransactionRunner;
  /** Resolves when everything that was published has been read. */
  allRead(): Promise<unknown>;
  /** The answer to a GET below `/analytics/v1`, as somebody who may see everything unless told otherwise. */
  get<Body>(
    path: string,
    as?: Parameters<TokenMaker['token']>[0],
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Starts analytics on databases of its own. */
export async function startAnalytics(wish: Pick<TestAppOptions, 'role' | 'env'> = {}): Promise<AnalyticsApp> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const keys = keyFiles();
  const app = await startTestApp(service, {
    databaseUrl: database.url,
    eventLogUrl: eventLog.url,
    oidc: tokens,
    ...keys,
    ...wish,
  });
  const probe = new EventProbe(eventLog.url);
  return {
    ...app,
    tokens,
    probe,
    database: app.app.get(DataSource),
    transactions: app.app.get(TransactionRunner),
    allRead: () => waitFor(async () => (await app.app.get(EventServer).lag()) === 0, { what: 'all events to be read' }),
    async get<Body>(path: string, as = { roles: ['analyst'] }, headers: Record<string, string> = {}) {
      const answer = await fetch(`${app.url}/analytics/v1${path}`, {
        headers: { ...(await tokens.bearer(as)), ...headers },
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body };
    },
    async close() {
      await app.close();
      await probe.stop();
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
      keys.remove();
    },
  };
}
