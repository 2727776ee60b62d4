import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runMigrations } from '../src/index.js';

class Create1700000000001 implements MigrationInterface {
  readonly name = 'Create1700000000001';
  up = (runner: QueryRunner): Promise<void> => runner.query('CREATE TABLE thing (id int PRIMARY KEY)');
  down = async (): Promise<void> => {};
}

class Grow1700000000002 implements MigrationInterface {
  readonly name = 'Grow1700000000002';
  up = (runner: QueryRunner): Promise<void> => runner.query('ALTER TABLE thing ADD COLUMN name text');
  down = async (): Promise<void> => {};
}

describe('a change of a table that somebody reads for long', () => {
  let database: TestDatabase;
  let reader: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    reader = new pg.Client({ connectionString: database.url });
    await reader.connect();
  });

  afterAll(async () => {
    await reader.end();
    await database.drop();
  });

  const migrate = (...migrations: (new () => MigrationInterface)[]) =>
    runMigrations({ service: 'test', url: database.url, poolSize: 2, entities: [], migrations });

  it('is tried until it comes through, and lets others read meanwhile', async () => {
    expect(await migrate(Create1700000000001)).toEqual(['Create1700000000001']);
    await reader.query('BEGIN');
    await reader.query('SELECT * FROM thing');
    let isDone = false;
    const migrated = migrate(Create1700000000001, Grow1700000000002).finally(() => (isDone = true));
    await pause(1_000);

    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('SELECT * FROM thing');
    await other.end();
    expect(isDone).toBe(false);

    await reader.query('COMMIT');
    expect(await migrated).toEqual(['Grow1700000000002']);
  }, 30_000);
});
