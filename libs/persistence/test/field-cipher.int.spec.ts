import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, keyFiles, type TestDatabase } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  createDataSource,
  FieldCipher,
  MasterKeys,
  persistenceMigrations,
  runMigrations,
  TransactionRunner,
  type Tx,
} from '../src/index.js';

describe('an encrypted column', () => {
  const firstKey = randomBytes(32).toString('base64');
  const cell = { table: 'customer', column: 'phone', row: 'r1' };
  let database: TestDatabase;
  let dataSource: DataSource;
  const inTx = <Result>(work: (tx: Tx) => Promise<Result>) => new TransactionRunner(dataSource).run(work);
  const cipherWith = (keys: Record<string, string>, current: string, service = 'test') => {
    const files = keyFiles({ current, keys });
    const master = MasterKeys.fromFile(files.masterKeyFile, service);
    files.remove();
    return new FieldCipher(master);
  };
  const cipher = cipherWith({ k1: firstKey }, 'k1');

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = {
      service: 'test',
      url: database.url,
      poolSize: 10,
      entities: [],
      migrations: persistenceMigrations,
    };
    await runMigrations(options);
    dataSource = await createDataSource(options).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('opens to what was sealed, and looks different every time', async () => {
    const subject = randomUUID();
    const [one, two] = await inTx(async (tx) => [
      await cipher.seal(tx, subject, cell, '13800138000 张伟'),
      await cipher.seal(tx, subject, cell, '13800138000 张伟'),
    ]);
    expect(one).not.toBe(two);
    expect(one).not.toContain('138');
    expect(await inTx((tx) => cipher.open(tx, cell, one!))).toBe('13800138000 张伟');
  });

  it('does not open in another row, or when one character was changed', async () => {
    const sealed = await inTx((tx) => cipher.seal(tx, randomUUID(), cell, '13800138000'));
    await expect(inTx((tx) => cipher.open(tx, { ...cell, row: 'r2' }, sealed))).rejects.toThrow();
    const flipped = sealed.slice(0, -3) + (sealed.at(-3) === 'A' ? 'B' : 'A') + sealed.slice(-2);
    await expect(inTx((tx) => cipher.open(tx, cell, flipped))).rejects.toThrow();
  });

  it('can never be opened again once its subject is destroyed, and others still can', async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    const sealed = await inTx(async (tx) => [
      await cipher.seal(tx, gone, cell, 'gone'),
      await cipher.seal(tx, stays, cell, 'stays'),
    ]);
    await inTx((tx) => cipher.destroySubject(tx, gone));
    const opened = await inTx((tx) =>
      cipher.openAll(
        tx,
        sealed.map((one) => ({ cell, sealed: one })),
      ),
    );
    expect(opened).toEqual([null, 'stays']);
  });

  it('stays readable after the master key was rotated', async () => {
    const sealed = await inTx((tx) => cipher.seal(tx, randomUUID(), cell, 'old'));
    const rotated = cipherWith({ k1: firstKey, k2: randomBytes(32).toString('base64') }, 'k2');
    expect(await inTx((tx) => rotated.open(tx, cell, sealed))).toBe('old');
    expect(rotated.blindIndex('phone', 'x')).toBe(cipher.blindIndex('phone', 'x'));
  });

  it('is closed to another service with the same key file', async () => {
    const sealed = await inTx((tx) => cipher.seal(tx, randomUUID(), cell, 'ours'));
    const foreign = cipherWith({ k1: firstKey }, 'k1', 'other-service');
    await expect(inTx((tx) => foreign.open(tx, cell, sealed))).rejects.toThrow();
    expect(foreign.blindIndex('phone', 'x')).not.toBe(cipher.blindIndex('phone', 'x'));
  });

  it('gives one key per subject when many seal at once', async () => {
    const subject = randomUUID();
    const sealed = await Promise.all(
      Array.from({ length: 8 }, (_, i) => inTx((tx) => cipher.seal(tx, subject, cell, `v${i}`))),
    );
    const opened = await inTx((tx) =>
      cipher.openAll(
        tx,
        sealed.map((one) => ({ cell, sealed: one })),
      ),
    );
    expect(opened).toEqual(Array.from({ length: 8 }, (_, i) => `v${i}`));
    const [row] = await dataSource.query<{ n: number }[]>(
      'SELECT count(*) AS n FROM subject_key WHERE subject_id = $1',
      [subject],
    );
    expect(row!.n).toBe(1);
  });
});
