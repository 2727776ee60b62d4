import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventServer } from '@crm/messaging';
import type { DestinationStream } from 'pino';
import { refuseUnguardedRoutes } from '../auth/unguarded-routes.js';
import type { BaseConfig } from '../config/define-config.js';
import { JsonLogger } from '../logging/json-logger.js';
import { serveOpenApi } from '../openapi/serve-openapi.js';
import { createAdapter, protect } from './fastify.js';
import { RootModule } from './root.module.js';
import type { ServiceDescription } from './service.js';

/** Paths outside of `/<service>/v1`. */
const unprefixed = ['livez', 'readyz', 'metrics'];

/** The path below which a service's routes lie. */
export const basePathOf = (service: ServiceDescription): string => `${service.name}/v1`;

/** A service ready to listen. Nothing is listening or consuming yet. */
export async function createApp(
  service: ServiceDescription,
  config: BaseConfig,
  logDestination?: DestinationStream,
): Promise<NestFastifyApplication> {
  const logger = new JsonLogger({
    service: service.name,
    role: config.ROLE,
    level: config.LOG_LEVEL,
    destination: logDestination,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    RootModule.of(service, config),
    createAdapter(config, logger),
    {
      logger,
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.setGlobalPrefix(basePathOf(service), { exclude: [...unprefixed, ...(service.pages ?? [])] });
  refuseUnguardedRoutes(app);
  await protect(app, config);
  if (config.ROLE !== 'worker') serveOpenApi(app, service);
  // In every role: where no events are consumed, their handlers serve replays of dead letters.
  app.connectMicroservice({ strategy: app.get(EventServer) });
  return app;
}

/** Opens the port, then joins the events. */
export async function startApp(app: NestFastifyApplication, config: BaseConfig): Promise<string> {
  await app.listen(config.PORT, config.HOST);
  await app.startAllMicroservices();
  return app.getUrl();
}
