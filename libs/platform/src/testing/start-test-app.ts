import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { runMigrations } from '@crm/persistence';
import type { DestinationStream } from 'pino';
import { createApp, startApp } from '../bootstrap/create-app.js';
import { databaseOf } from '../bootstrap/root.module.js';
import type { ServiceDescription } from '../bootstrap/service.js';
import { eventLogOf } from '../bootstrap/transport.js';
import { readConfig } from '../config/read-config.js';

/** What the test has made before: databases, keys, an issuer. */
export interface TestAppOptions {
  /** An empty or a migrated database of its own. */
  databaseUrl: string;
  /** Database of the event log that the services of the test share. */
  eventLogUrl: string;
  /** The token maker's. */
  oidc: { issuer: string; audience: string; jwksUrl: string };
  masterKeyFile: string;
  contactKeyFile: string;
  /** Default `all`. */
  role?: 'all' | 'http' | 'worker';
  /** Further variables; they win. */
  env?: Record<string, string>;
  /** Gets the log lines; they are written nowhere else. */
  logTo?: DestinationStream;
}

/** A service that runs inside the test's own process. */
export interface TestApp {
  /** `http://127.0.0.1:<port>`; hand it to supertest. */
  url: string;
  /** For what HTTP does not show: `app.get(SomeService)`. */
  app: NestFastifyApplication;
  /** Stops it in order, like SIGTERM. */
  close(): Promise<void>;
}

/** Migrates the database and starts the service on a free port of 127.0.0.1. */
export async function startTestApp(service: ServiceDescription, options: TestAppOptions): Promise<TestApp> {
  const config = readConfig(service.config, {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    ROLE: options.role,
    DATABASE_URL: options.databaseUrl,
    DATABASE_POOL_SIZE: '10',
    TRANSPORT: 'embedded',
    EVENT_LOG_URL: options.eventLogUrl,
    OIDC_ISSUER: options.oidc.issuer,
    OIDC_AUDIENCE: options.oidc.audience,
    OIDC_JWKS_URL: options.oidc.jwksUrl,
    MASTER_KEY_FILE: options.masterKeyFile,
    CONTACT_KEY_FILE: options.contactKeyFile,
    LOG_LEVEL: options.logTo ? 'debug' : 'silent',
    ...options.env,
  });
  const eventLog = eventLogOf(config);
  if (eventLog) await runMigrations(eventLog);
  await runMigrations(databaseOf(service, config));
  const app = await createApp(service, config, options.logTo);
  try {
    return { url: await startApp(app, config), app, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}
