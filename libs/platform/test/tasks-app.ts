import { makeSurroundings, type TokenMaker } from '@crm/testing';
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

interface TasksAppOptions extends Partial<TestAppOptions> {
  /** Default the small service. */
  service?: ServiceDescription;
  /** Changes what the app will be given, for example to put a proxy before the database. */
  prepare?: (options: TestAppOptions) => Promise<Partial<TestAppOptions>>;
}

/** Starts the small service on databases of its own. */
export async function startTasksApp(more: TasksAppOptions = {}): Promise<TasksApp> {
  const { options, tokens, remove } = await makeSurroundings();
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
