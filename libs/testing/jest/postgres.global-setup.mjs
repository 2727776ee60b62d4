import { startPostgres } from '../../../tools/postgres.mjs';

/** One server for the whole run: the next ring finds TEST_POSTGRES_URL set, and so does a developer's own server. */
export default async function startTestPostgres() {
  if (process.env.TEST_POSTGRES_URL) return;
  const server = await startPostgres({
    settings: {
      max_connections: '300',
      // The data of a test need not survive a power cut.
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
    },
  });
  process.env.TEST_POSTGRES_URL = server.url;
  globalThis.stopTestPostgres = server.stop;
}
