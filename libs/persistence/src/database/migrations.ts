import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, type DatabaseOptions } from './data-source.js';
import { sqlState } from './transaction.js';

/** One number for all: two runners of one database wait for each other. */
const migrationLock = 7_246_001;

/** Whoever asks for a table waits behind a change of it that waits for its lock: that gives up, and is tried again. */
const lockTimeoutMs = 2_000;
const triesOfLock = 300;
const lockNotAvailable = '55P03';

/** Brings one database to the newest schema. Safe to start twice at once; returns the names of the migrations that ran. */
export async function runMigrations(options: DatabaseOptions): Promise<string[]> {
  const lock = new pg.Client({ connectionString: options.url, application_name: `${options.service}-migrate` });
  await lock.connect();
  const dataSource = createDataSource({ ...options, poolSize: 2, statementTimeoutMs: 0, lockTimeoutMs });
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await dataSource.initialize();
    const before = new Set(await doneMigrations(dataSource));
    for (let tries = 1; ; tries++) {
      try {
        await dataSource.runMigrations({ transaction: 'each' });
        return (await doneMigrations(dataSource)).filter((name) => !before.has(name));
      } catch (error) {
        if (sqlState(error) !== lockNotAvailable || tries === triesOfLock) throw error;
        await pause(lockTimeoutMs);
      }
    }
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

/** In their order; none where nothing was ever migrated. */
async function doneMigrations(dataSource: DataSource): Promise<string[]> {
  const [{ exists }] = await dataSource.query<[{ exists: boolean }]>(
    `SELECT to_regclass('migration') IS NOT NULL AS exists`,
  );
  if (!exists) return [];
  return (await dataSource.query<{ name: string }[]>('SELECT name FROM migration ORDER BY id')).map(({ name }) => name);
}
