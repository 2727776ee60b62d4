import { EventServer } from '@crm/messaging';
import { TransactionRunner } from '@crm/persistence';
import { DataSource } from 'typeorm';
import type { ServiceDescription } from '../bootstrap/service.js';
import { EventProbe } from './event-probe.js';
import { startTestApp, type TestApp, type TestAppOptions } from './start-test-app.js';

/** What the service gets besides its surroundings. */
export type ObservedAppOptions = Pick<TestAppOptions, 'role' | 'env'>;

/** A service with nothing else on its databases, what passes between it and the others, and a look inside. */
export interface ObservedApp extends TestApp {
  /** Plays the other services. */
  probe: EventProbe;
  /** The service's own connections. */
  database: DataSource;
  transactions: TransactionRunner;
  /** Resolves when the service has handled everything that was published. @throws after 10 s */
  allRead(): Promise<void>;
  /** Starts one more process of the service on the same databases; closed with this one. */
  another(role?: TestAppOptions['role']): Promise<TestApp>;
}

/** Starts a service in its surroundings, those of `@crm/testing`; they are removed when it is closed. */
export async function startObservedApp(
  service: ServiceDescription,
  surroundings: { options: Omit<TestAppOptions, 'role' | 'env' | 'logTo'>; remove(): Promise<void> },
  wish: ObservedAppOptions = {},
): Promise<ObservedApp> {
  const options = { ...surroundings.options, ...wish };
  const first = await startTestApp(service, options).catch(async (error: unknown) => {
    await surroundings.remove();
    throw error;
  });
  const probe = new EventProbe(options.eventLogUrl);
  const others: TestApp[] = [];
  return {
    ...first,
    probe,
    database: first.app.get(DataSource),
    transactions: first.app.get(TransactionRunner),
    async allRead() {
      const events = first.app.get(EventServer);
      for (const end = Date.now() + 10_000; (await events.lag()) > 0;) {
        if (Date.now() > end) throw new Error('the service did not read all events within 10 s');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async another(role) {
      const app = await startTestApp(service, { ...options, ...(role ? { role } : {}) });
      others.push(app);
      return app;
    },
    async close() {
      for (const app of [...others, first]) await app.close();
      await probe.stop();
      await surroundings.remove();
    },
  };
}
