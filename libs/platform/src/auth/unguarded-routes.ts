import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { permissionMetadata, publicMetadata } from './decorators.js';

/** Stops the boot when a route says neither who may call it nor that everybody may. */
export function refuseUnguardedRoutes(app: INestApplicationContext): void {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const faults = controllers.flatMap(({ metatype }) => unguardedRoutes(metatype as new () => object));
  if (faults.length > 0)
    throw new Error(faults.map((route) => `${route} has neither @RequirePermission nor @Public().`).join('\n'));
}

function unguardedRoutes(controller: new () => object): string[] {
  const prototype = controller.prototype as Record<string, () => unknown>;
  const isDecided = (target: object): boolean =>
    Reflect.hasMetadata(permissionMetadata, target) || Reflect.hasMetadata(publicMetadata, target);
  if (isDecided(controller)) return [];
  const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .map((name) => ({ name, handler: prototype[name]! }))
    .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler) && !isDecided(handler))
    .map(({ name, handler }) => {
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const path = [base, String(Reflect.getMetadata(PATH_METADATA, handler))].join('/').replace(/\/+/g, '/');
      return `${method} ${path.startsWith('/') ? path : `/${path}`} (${controller.name}.${name})`;
    });
}
