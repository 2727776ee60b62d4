import { mkdtempSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, TokenMaker } from '@crm/testing';
import type { ServiceDescription } from '../src/bootstrap/index.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../src/testing/index.js';
import { tasksService } from './tasks-service.js';

/** A running service with everything it needs. */
export interface TasksApp extends TestApp {
  tokens: TokenMaker;
  /** Header of somebody who may read and write tasks. */
  agent: { authorization: string };
  databaseUrl: string;
  /** What it logged, parsed. */
  logs: Record<string, unknown>[];
  options: TestAppOptions;
}

/** What a service needs to start, and how to take it away again. */
export async function surroundings(): Promise<{
  options: TestAppOptions;
  tokens: TokenMaker;
  remove(): Promise<void>;
}> {
  const [database, eventLog, tokens] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    TokenMaker.start(),
  ]);
  const keys = mkdtempSync(join(tmpdir(), 'keys-'));
  const key = (): string => randomBytes(32).toString('base64');
  writeFileSync(join(keys, 'master.json'), JSON.stringify({ current: 'k1', keys: { k1: key() } }));
  writeFileSync(join(keys, 'contact'), key());
  return {
    tokens,
    options: {
      databaseUrl: database.url,
      eventLogUrl: eventLog.url,
      oidc: tokens,
      masterKeyFile: join(keys, 'master.json'),
      contactKeyFile: join(keys, 'contact'),
    },
    async remove() {
      await Promise.all([database.drop(), eventLog.drop(), tokens.stop()]);
    },
  };
}

interface TasksAppOptions extends Partial<TestAppOptions> {
  /** Default the small service. */
  service?: ServiceDescription;
  /** Changes what the app will be given, for example to put a proxy before the database. */
  prepare?: (options: TestAppOptions) => Promise<Partial<TestAppOptions>>;
}

/** Starts the small service on databases of its own. */
export async function startTasksApp(more: TasksAppOptions = {}): Promise<TasksApp> {
  const { options, tokens, remove } = await surroundings();
  const logs: Record<string, unknown>[] = [];
  const { service = tasksService, prepare, ...rest } = more;
  const prepared = (await prepare?.(options)) ?? {};
  const all = {
    ...options,
    ...rest,
    ...prepared,
    logTo: { write: (line: string) => void logs.push(JSON.parse(line)) },
  };
  const app = await startTestApp(service, all).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...app,
    tokens,
    logs,
    databaseUrl: options.databaseUrl,
    options: all,
    agent: await tokens.bearer({ roles: ['agent'], department: 'service' }),
    async close() {
      await app.close();
      await remove();
    },
  };
}
