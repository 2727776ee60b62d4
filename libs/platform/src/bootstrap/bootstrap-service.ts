import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { printableConfig } from '../config/show-config.js';
import { JsonLogger } from '../logging/json-logger.js';
import { configOfProcess } from './command-line.js';
import { createApp, startApp } from './create-app.js';
import type { ServiceDescription } from './service.js';

/** After a signal: when connections that are still open are cut, and when the process goes whatever is left. */
const cutAfterMs = 20_000;
const exitAfterMs = 25_000;

/**
 * Runs a service until SIGTERM or SIGINT. Then, in this order: unready, port closed, requests answered, consumers, relay
 * and timers stopped, pools closed, exit 0, all within 25 s. Exit 1 when it cannot start or cannot stop in time.
 */
export async function bootstrapService(service: ServiceDescription): Promise<void> {
  const config = configOfProcess(service);
  const logger = new JsonLogger({ service: service.name, role: config.ROLE, level: config.LOG_LEVEL });
  process.on('uncaughtException', (error) => {
    logger.fatal('uncaught exception', error);
    process.exit(1);
  });
  try {
    const app = await createApp(service, config);
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    limitShutdown(app, logger);
    const address = await startApp(app, config);
    logger.write('info', { address, config: printableConfig(service.config, config) }, `${service.name} is listening`);
  } catch (error) {
    logger.fatal(`${service.name} could not start: ${(error as Error).message}`, error);
    process.exit(1);
  }
}

function limitShutdown(app: NestFastifyApplication, logger: JsonLogger): void {
  const limit = (): void => {
    setTimeout(() => {
      logger.warn('connections that were still open are cut');
      app.getHttpServer().closeAllConnections();
    }, cutAfterMs).unref();
    setTimeout(() => {
      logger.fatal('did not stop in time');
      process.exit(1);
    }, exitAfterMs).unref();
  };
  process.once('SIGTERM', limit);
  process.once('SIGINT', limit);
}
