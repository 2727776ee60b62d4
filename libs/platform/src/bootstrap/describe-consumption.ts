import { declaredHandlers, type HandlerTraits } from '@crm/messaging';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { BaseConfig } from '../config/define-config.js';
import { RootModule } from './root.module.js';
import type { ServiceDescription } from './service.js';

/**
 * Which events a service reads, and who in it does: as its decorators declare it, sorted by handler. Needs no database,
 * no broker and no configuration.
 */
export async function describeConsumption(service: ServiceDescription): Promise<HandlerTraits[]> {
  const app = await NestFactory.createApplicationContext(RootModule.of(service, {} as BaseConfig), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()].map((it) => it.metatype)));
  return [...controllers]
    .flatMap((controller) => declaredHandlers(controller as { prototype: object }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
