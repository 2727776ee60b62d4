import { Rebuild, type RebuildProgress } from '@crm/messaging';
import type { BaseConfig } from '../config/define-config.js';
import { JsonLogger } from '../logging/json-logger.js';
import { readCommandLine } from './command-line.js';
import { createApp } from './create-app.js';
import type { ServiceDescription } from './service.js';

/**
 * Fills one of the service's read models anew: `node dist/rebuild.js READ-MODEL [--fresh]`. A process of its own, beside
 * those that serve; it neither answers requests, nor sends events, nor fires timers. Exit 1 when it could not finish:
 * called again it goes on where it was.
 */
export async function rebuildService(service: ServiceDescription): Promise<void> {
  const flags = process.argv.slice(2);
  const [name] = flags.filter((flag) => !flag.startsWith('--'));
  const start = readCommandLine(service, flags, process.env);
  if ('say' in start) {
    process.stderr.write(`${start.say}\n`);
    process.exitCode = start.exitCode;
    return;
  }
  // Copying and comparing millions of rows are single statements.
  const config: BaseConfig = { ...start.config, ROLE: 'http', DATABASE_STATEMENT_TIMEOUT_MS: 6 * 3_600_000 };
  const logger = new JsonLogger({ service: service.name, role: 'rebuild', level: config.LOG_LEVEL });
  const app = await createApp(service, config);
  try {
    await app.init();
    await app.startAllMicroservices();
    const rebuild = app.get(Rebuild);
    if (!name) throw new Error(`Which read model? ${service.name} has: ${rebuild.readModels().join(', ') || 'none'}`);
    const onProgress = (progress: RebuildProgress): void => logger.write('info', { ...progress }, `rebuilding ${name}`);
    const result = await rebuild.run(name, { fresh: flags.includes('--fresh'), onProgress });
    logger.write('info', { ...result }, `${result.readModel} was rebuilt`);
  } catch (error) {
    logger.fatal(`${name ?? service.name} could not be rebuilt: ${(error as Error).message}`, error);
    process.exitCode = 1;
  } finally {
    await app.close();
  }
}
