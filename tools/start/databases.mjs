// @ts-check
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
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
 * One database per service and one for the embedded event log, each at its newest schema. Where nothing about the schema
 * changed since the last time, no migration is started: five processes take longer than all the rest of a start.
 * @returns {Promise<'migrated' | 'unchanged'>}
 * @param {{ root: string, superuserUrl: string, environments: Map<string, Record<string, string>>, logDirectory: string }} options
 */
export async function prepareDatabases({ root, superuserUrl, environments, logDirectory }) {
  const schema = await schemaOf(root);
  const isNew = await createMissing(superuserUrl, [...services.map(({ database }) => database), 'event_log']);
  if (!isNew && (await migratedTo(superuserUrl)) === schema) return 'unchanged';
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
  await asked(superuserUrl, (client) => client.query(`COMMENT ON DATABASE event_log IS '${schema}'`));
  return 'migrated';
}

/** What decides over the schema: every migration, and which of them a service runs. @param {string} root */
async function schemaOf(root) {
  const hash = createHash('sha256');
  for (const place of ['apps', 'libs']) {
    const files = (await readdir(join(root, place), { recursive: true })).map((file) => file.replaceAll('\\', '/'));
    const deciding = files.filter((file) =>
      /\/src\/(.*\/)?([^/]*\.)?migrations(\.ts$|\/)|\/src\/service\.ts$/.test(file),
    );
    for (const file of deciding.sort()) hash.update(file).update(await readFile(join(root, place, file)));
  }
  return hash.digest('hex');
}

/** What `schemaOf` was when the databases of this server were migrated. @param {string} url */
const migratedTo = (url) =>
  asked(url, async (client) => {
    const { rows } = await client.query(
      `SELECT shobj_description(oid, 'pg_database') AS schema FROM pg_database WHERE datname = 'event_log'`,
    );
    return rows[0]?.schema;
  });

/** @param {string} url @param {string[]} names @returns {Promise<boolean>} whether one was missing */
const createMissing = (url, names) =>
  asked(url, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    const missing = names.filter((name) => !present.has(name));
    for (const name of missing) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    return missing.length > 0;
  });

/**
 * @template Answer
 * @param {string} url
 * @param {(client: pg.Client) => Promise<Answer>} question
 * @returns {Promise<Answer>}
 */
async function asked(url, question) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await question(client);
  } finally {
    await client.end();
  }
}
