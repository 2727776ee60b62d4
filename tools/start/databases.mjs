// @ts-check
import { join } from 'node:path';
import pg from 'pg';
import { services } from './services.mjs';
import { runToEnd } from './supervisor.mjs';

/** The URL of another database on the same server. @param {string} url @param {string} database */
export function databaseUrl(url, database) {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/**
 * One database per service and one for the embedded event log, each at its newest schema.
 * @param {{ root: string, superuserUrl: string, environments: Map<string, Record<string, string>>, logDirectory: string }} options
 */
export async function prepareDatabases({ root, superuserUrl, environments, logDirectory }) {
  await createMissing(superuserUrl, [...services.map(({ database }) => database), 'event_log']);
  await Promise.all(
    services.map(({ name }) =>
      runToEnd({
        name: `${name}-migrate`,
        script: join(root, 'apps', name, 'dist/migrate.js'),
        env: environments.get(name) ?? {},
        logDirectory,
      }),
    ),
  );
}

/** @param {string} url @param {string[]} names */
async function createMissing(url, names) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of names)
      if (!present.has(name)) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
