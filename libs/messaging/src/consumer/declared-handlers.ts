import { definitionOf, type Topic } from '@crm/contracts';
import { MetadataScanner } from '@nestjs/core';
import { PATTERN_EXTRAS_METADATA } from '@nestjs/microservices/constants.js';
import type { HandlerTraits } from './decorators.js';

/** What a class declares by `@Project`, `@ProjectBatch`, `@React` and `@ProjectTombstone`, without an instance of it. */
export function declaredHandlers(consumer: { prototype: object }): HandlerTraits[] {
  const methods = consumer.prototype as Record<string, object>;
  return new MetadataScanner()
    .getAllMethodNames(methods)
    .map((name) => Reflect.getMetadata(PATTERN_EXTRAS_METADATA, methods[name]!) as HandlerTraits | undefined)
    .filter((traits) => traits !== undefined);
}

/** The topics that a service subscribes to for this handler. */
export const topicsOf = ({ kind, on }: Pick<HandlerTraits, 'kind' | 'on'>): Topic[] =>
  kind === 'tombstone' ? (on as Topic[]) : on.flatMap((type) => [...definitionOf(type)!.topics]);
