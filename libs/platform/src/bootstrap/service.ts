import type { Type } from '@nestjs/common';
import type { DatabaseOptions, MigrationClass } from '@crm/persistence';
import type { ConfigSchema } from '../config/define-config.js';

/** Everything the platform needs to know of a service. */
export interface ServiceDescription<Schema extends ConfigSchema = ConfigSchema> {
  /** `customer-master`: first part of every path, name of the consumer group, source of its events. */
  name: string;
  /** Title of the API document. */
  title: string;
  /** What the service is for; Markdown, shown in the API document. */
  description: string;
  /** The service's own module. */
  module: Type;
  config: Schema;
  entities: DatabaseOptions['entities'];
  /** The service's own migrations and those of the libraries it uses besides persistence, messaging and platform. */
  migrations: MigrationClass[];
  /** Paths of pages that people open, outside of `/<service>/v1`, each beginning with the service's name. */
  pages?: readonly string[];
}

/** Describes a service; main.ts boots it, migrate.ts brings its database up to date, tests start it. */
export const defineService = <Schema extends ConfigSchema>(
  description: ServiceDescription<Schema>,
): ServiceDescription<Schema> => {
  if (!/^[a-z]+(-[a-z]+)*$/.test(description.name)) throw new Error(`"${description.name}" is not a name for a path`);
  return description;
};
