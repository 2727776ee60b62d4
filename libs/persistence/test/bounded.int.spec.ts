import { createTestDatabase, type TestDatabase } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { bounded, createDataSource } from '../src/index.js';

describe('an amount of any size', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = { service: 'test', url: database.url, poolSize: 2, entities: [], migrations: [] };
    dataSource = await createDataSource(options).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const sumOf = async (amounts: string): Promise<number | null> => {
    const [row] = await dataSource.query<{ sum: number | null }[]>(
      `SELECT ${bounded('sum(amount)')} AS sum FROM unnest('{${amounts}}'::bigint[]) AS amount`,
    );
    return row!.sum;
  };

  it('is read as what it is, as long as a number holds it', async () => {
    expect(await sumOf('1,2')).toBe(3);
    expect(await sumOf('-9007199254740990,-1')).toBe(-Number.MAX_SAFE_INTEGER);
    expect(await sumOf('')).toBeNull();
  });

  it('is read as the largest number beyond that', async () => {
    expect(await sumOf('9000000000000000000,9000000000000000000')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await sumOf('-9000000000000000000')).toBe(-Number.MAX_SAFE_INTEGER);
  });
});
