import pg from 'pg';
import {
  DataSource,
  type DataSourceOptions,
  DefaultNamingStrategy,
  type EntityTarget,
  type MigrationInterface,
} from 'typeorm';
import { impatience, ImpatientClient } from './impatient-client.js';

export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  /** The service's name; shown as application_name in pg_stat_activity. */
  service: string;
  /** postgres:// URL of the service's own database. */
  url: string;
  /** Connections that requests and handlers share. */
  poolSize: number;
  /** A statement that runs longer is cancelled, in milliseconds; 0: none is. Default 15,000. */
  statementTimeoutMs?: number;
  /** A statement that waits longer for a lock is cancelled, in milliseconds. Default: it waits. */
  lockTimeoutMs?: number;
  entities: EntityTarget<object>[];
  migrations: MigrationClass[];
}

/** Columns and tables in snake_case, entities in camelCase. */
class SnakeNaming extends DefaultNamingStrategy {
  override tableName(className: string, customName?: string): string {
    return customName ?? snake(className);
  }
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return snake([...prefixes, customName ?? propertyName].join('_'));
  }
  override relationName(propertyName: string): string {
    return snake(propertyName);
  }
  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return snake(`${relationName}_${referencedColumnName}`);
  }
}

const snake = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();

/** bigint as a number: counts and points stay below 2^53, and a larger value must fail loudly instead of losing digits. */
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint ${value} exceeds the safe integer range`);
  return number;
});

export function createDataSource(options: DatabaseOptions): DataSource {
  const { service, url, poolSize, entities, migrations, statementTimeoutMs = 15_000, lockTimeoutMs } = options;
  const settings: DataSourceOptions = {
    type: 'postgres',
    driver: pg,
    url,
    entities: entities as never[],
    migrations,
    migrationsTransactionMode: 'each',
    migrationsTableName: 'migration',
    namingStrategy: new SnakeNaming(),
    applicationName: service,
    synchronize: false,
    logging: false,
    poolErrorHandler: () => undefined,
    extra: {
      max: poolSize,
      statement_timeout: statementTimeoutMs,
      ...(lockTimeoutMs !== undefined && { lock_timeout: lockTimeoutMs }),
      Client: ImpatientClient,
      ...impatience(statementTimeoutMs),
    },
  };
  return new DataSource(settings);
}
