import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, type DatabaseOptions } from './data-source.js';

/** One number for all: two runners of one database wait for each other. */
const migrationLock = 7_246_001;

/** Brings one database to the newest schema. Safe to start twice at once; returns the names of the migrations that ran. */
export async function runMigrations(options: DatabaseOptions): Promise<string[]> {
  const lock = new pg.Client({ connectionString: options.url, application_name: `${options.service}-migrate` });
  await lock.connect();
  const dataSource = createDataSource({ ...options, poolSize: 2, statementTimeoutMs: 0 });
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await dataSource.initialize();
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock.end();
  }
}

/** The migrations that the code knows and the database has not seen; a pod with any is not ready. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const done = await dataSource.query<{ name: string }[]>('SELECT name FROM migration');
  const names = new Set(done.map((row) => row.name));
  return known.filter((name) => !names.has(name));
}
