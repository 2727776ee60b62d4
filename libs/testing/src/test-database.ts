import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** A database of one test file's own. */
export interface TestDatabase {
  /** Its name on the server. */
  name: string;
  /** Connection URL of a superuser, `postgres://user:password@127.0.0.1:port/name`. */
  url: string;
  /** Ends every connection to it and deletes it. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database (or a copy of `template`, a database nobody is connected to) on the server of the test
 * run. Call it in `beforeAll` and `drop()` in `afterAll`.
 * @throws when the test does not run in a ring with PostgreSQL (`.int.spec.ts`, `.e2e.spec.ts`, `.kafka.spec.ts`)
 */
export async function createTestDatabase({ template }: { template?: string } = {}): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server)
    throw new Error('There is no PostgreSQL here: give the test file the suffix .int.spec.ts or .e2e.spec.ts.');

  const name = `test_${randomBytes(8).toString('hex')}`;
  const copy = template ? ` TEMPLATE ${pg.escapeIdentifier(template)}` : '';
  await execute(server, `CREATE DATABASE ${name}${copy}`);

  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: async () => {
      // Connections that are on their way out must not be cut off: nobody listens to their errors any more.
      await execute(server, `DROP DATABASE IF EXISTS ${name}`).catch(() => pause(500));
      await execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
