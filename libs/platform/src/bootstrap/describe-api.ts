import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { BaseConfig } from '../config/define-config.js';
import { buildOpenApi } from '../openapi/build-openapi.js';
import { basePathOf } from './create-app.js';
import { RootModule } from './root.module.js';
import type { ServiceDescription } from './service.js';

/** The OpenAPI document of a service, made of its decorators alone: needs no database, no broker and no configuration. */
export async function describeApi(service: ServiceDescription): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(
    RootModule.of(service, {} as BaseConfig),
    new FastifyAdapter(),
    {
      preview: true,
      logger: false,
      abortOnError: false,
    },
  );
  app.setGlobalPrefix(basePathOf(service), { exclude: [...(service.pages ?? [])] });
  return buildOpenApi(app, service);
}
