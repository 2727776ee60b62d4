import { createTestDatabase, type TestDatabase } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { afterCommit, createDataSource, sqlState, TransactionRunner, violatedConstraint } from '../src/index.js';

describe('the transaction runner', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: TransactionRunner;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource({
      service: 'test',
      url: database.url,
      poolSize: 10,
      entities: [],
      migrations: [],
    }).initialize();
    transactions = new TransactionRunner(dataSource);
    await dataSource.query('CREATE TABLE counter (id int PRIMARY KEY, value bigint NOT NULL)');
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(() => dataSource.query('DELETE FROM counter; INSERT INTO counter VALUES (1, 0), (2, 0)'));

  const values = async (): Promise<number[]> => {
    const rows = await dataSource.query<{ value: number }[]>('SELECT value FROM counter ORDER BY id');
    return rows.map((row) => row.value);
  };

  it('keeps nothing of a transaction that throws', async () => {
    const failing = transactions.run(async (tx) => {
      await tx.query('UPDATE counter SET value = 9');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await values()).toEqual([0, 0]);
  });

  it('runs two deadlocked transactions to their end', async () => {
    let ready = 0;
    const both = new Promise<void>((resolve) => setInterval(() => ready >= 2 && resolve(), 5).unref());
    const swap = (first: number, second: number) =>
      transactions.run(async (tx) => {
        await tx.query('UPDATE counter SET value = value + 1 WHERE id = $1', [first]);
        ready++;
        await both;
        await tx.query('UPDATE counter SET value = value + 1 WHERE id = $1', [second]);
      });
    await Promise.all([swap(1, 2), swap(2, 1)]);
    expect(await values()).toEqual([2, 2]);
  });

  it('tells after a commit, and never after a rollback', async () => {
    const told: string[] = [];
    await transactions.run(async (tx) => afterCommit(tx, () => told.push('committed')));
    const failing = transactions.run(async (tx) => {
      afterCommit(tx, () => told.push('rolled back'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow();
    expect(told).toEqual(['committed']);
  });

  it('names the constraint that was violated', async () => {
    const error = await transactions
      .run((tx) => tx.query('INSERT INTO counter VALUES (1, 0)'))
      .catch((e: unknown) => e);
    expect(sqlState(error)).toBe('23505');
    expect(violatedConstraint(error)).toBe('counter_pkey');
  });

  it('refuses a bigint that a number cannot hold instead of losing digits', async () => {
    await dataSource.query('UPDATE counter SET value = 9007199254740993');
    await expect(values()).rejects.toThrow('safe integer');
  });
});
