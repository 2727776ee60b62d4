import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { BaseConfig } from '../config/define-config.js';
import { JsonLogger } from '../logging/json-logger.js';
import { readCommandLine } from './command-line.js';
import { createApp } from './create-app.js';
import type { ServiceDescription } from './service.js';

/** A piece of work on a service's database by a process of its own. */
export interface Job {
  /** The role that its log lines name. */
  role: string;
  /** Says in the log what could not be done. */
  failure: string;
  /** Throws when it could not be done. */
  work: (app: NestFastifyApplication, logger: JsonLogger) => Promise<void>;
}

/**
 * Runs a job beside the processes that serve; its process neither answers requests, nor sends events, nor fires timers.
 * Exit code 1 when it throws.
 */
export async function runJob(service: ServiceDescription, { role, failure, work }: Job): Promise<void> {
  const start = readCommandLine(service, process.argv.slice(2), process.env);
  if ('say' in start) {
    process.stderr.write(`${start.say}\n`);
    process.exitCode = start.exitCode;
    return;
  }
  // Copying and comparing millions of rows are single statements.
  const config: BaseConfig = { ...start.config, ROLE: 'http', DATABASE_STATEMENT_TIMEOUT_MS: 6 * 3_600_000 };
  const logger = new JsonLogger({ service: service.name, role, level: config.LOG_LEVEL });
  const app = await createApp(service, config);
  try {
    await app.init();
    await app.startAllMicroservices();
    await work(app, logger);
  } catch (error) {
    logger.fatal(`${failure}: ${(error as Error).message}`, error);
    process.exitCode = 1;
  } finally {
    await app.close();
  }
}
