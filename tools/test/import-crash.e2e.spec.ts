import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { imported, uploadRows } from '../bench/customers/filling.mjs';
import { Stand } from '../bench/service-stand.mjs';

const rows = 1_600;

describe('an import whose process is killed with kill -9', () => {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-import-'));
  const stand = new Stand();
  let database: pg.Client;

  beforeAll(async () => {
    await stand.start(directory);
    database = new pg.Client({ connectionString: stand.databaseUrl });
    await database.connect();
  }, 120_000);
  afterAll(async () => {
    await database?.end();
    await stand.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const one = async (sql: string): Promise<Record<string, number>> => (await database.query(sql)).rows[0];

  it('goes on where its last batch ended: nothing is missing, nothing is there twice', async () => {
    const id = await uploadRows(stand, directory, 0, rows);
    const processed = async (): Promise<number> => {
      const { counts } = await stand.ask('GET', `/imports/${id}`);
      return counts.registered + counts.attached;
    };
    for (let kill = 1; kill <= 4; kill++) {
      const before = await processed();
      await waitFor(async () => (await processed()) > before, {
        what: 'another batch',
        timeoutMs: 60_000,
        everyMs: 20,
      });
      // Somewhere within the next batch.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 500));
      await stand.crash();
    }
    const { counts } = await imported(stand, id);

    expect(counts).toMatchObject({ rows, failed: 0, updated: 0, unchanged: 0 });
    expect(counts['registered']! + counts['attached']!).toBe(rows);
    expect(
      await one(
        `SELECT count(*)::int AS records, count(DISTINCT source || ' ' || source_id)::int AS names, max(version) AS version FROM source_record`,
      ),
    ).toEqual({ records: rows, names: rows, version: 1 });
    expect(
      await one(
        `SELECT count(*)::int AS customers, (SELECT count(*)::int FROM membership WHERE valid_to IS NULL) AS members,
           (SELECT count(*)::int FROM membership) AS memberships, (SELECT count(*)::int FROM customer_import_record) AS noted,
           (SELECT count(*)::int FROM customer_import_batch) AS waiting FROM customer`,
      ),
    ).toEqual({ customers: counts['registered'], members: rows, memberships: rows, noted: rows, waiting: 0 });
    expect(
      await one(
        `SELECT count(*)::int AS told, count(DISTINCT aggregate_id)::int AS about FROM outbox
         WHERE headers ->> 'ce_type' = 'customer.registered'`,
      ),
    ).toEqual({ told: counts['registered'], about: counts['registered'] });
  }, 240_000);
});
