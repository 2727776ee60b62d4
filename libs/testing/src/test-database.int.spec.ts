import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const made: TestDatabase[] = [];
const create: typeof createTestDatabase = async (options) => {
  const database = await createTestDatabase(options);
  made.push(database);
  return database;
};

async function ask<Row>(url: string, query: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows as Row[];
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  afterEach(async () => {
    for (const database of made.splice(0)) await database.drop();
  });

  it('is apart from every other one', async () => {
    const [one, other] = await Promise.all([create(), create()]);
    await ask(one.url, 'CREATE TABLE thing (id int)');
    await expect(ask(other.url, 'SELECT * FROM thing')).rejects.toThrow('"thing" does not exist');
  });

  it('is a copy of its template', async () => {
    const template = await create();
    await ask(template.url, 'CREATE TABLE thing AS SELECT 7 AS id');
    const copy = await create({ template: template.name });
    expect(await ask(copy.url, 'SELECT id FROM thing')).toEqual([{ id: 7 }]);
  });

  it('goes away even while somebody is connected', async () => {
    const database = await create();
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(ask(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  it('knows the letters of Chinese text, so that trigrams of a company name are not empty', async () => {
    const { url } = await create();
    await ask(url, 'CREATE EXTENSION pg_trgm');
    const [row] = await ask<{ near: number; folded: string }>(
      url,
      `SELECT similarity('山西煤业', '山西煤矿') AS near, lower('ÀÉ') AS folded`,
    );
    expect(row?.near).toBeCloseTo(0.4286, 3);
    expect(row?.folded).toBe('àé');
  });
});
