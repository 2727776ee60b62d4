import { runMigrations } from '@crm/persistence';
import { JsonLogger } from '../logging/json-logger.js';
import { configOfProcess } from './command-line.js';
import { databaseOf } from './root.module.js';
import type { ServiceDescription } from './service.js';
import { eventLogOf } from './transport.js';

/**
 * Brings the service's database (and the embedded event log) to the newest schema: a command of its own, run once per release with a role that may
 * change the schema. A booting service never migrates.
 */
export async function migrateService(service: ServiceDescription): Promise<void> {
  const config = configOfProcess(service);
  const logger = new JsonLogger({ service: service.name, role: 'migrate', level: config.LOG_LEVEL });
  try {
    const eventLog = eventLogOf(config);
    const done = [
      ...(eventLog ? await runMigrations(eventLog) : []),
      ...(await runMigrations(databaseOf(service, config))),
    ];
    logger.write('info', { migrations: done }, done.length > 0 ? 'database migrated' : 'database is up to date');
  } catch (error) {
    logger.fatal('the database could not be migrated', error);
    process.exitCode = 1;
  }
}
