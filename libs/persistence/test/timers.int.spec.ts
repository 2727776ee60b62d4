import { randomUUID } from 'node:crypto';
import { createTestDatabase, keyFiles, type TestDatabase, waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { DataSource } from 'typeorm';
import {
  createDataSource,
  type DueTimer,
  OnTimer,
  persistenceMigrations,
  PersistenceModule,
  runMigrations,
  Timers,
  TransactionRunner,
  type Tx,
} from '../src/index.js';

/** Books one row per firing; fails as often as it was told to. */
@Injectable()
class Bell {
  @OnTimer('bell')
  async ring(tx: Tx, timer: DueTimer): Promise<void> {
    await tx.query('INSERT INTO rung (aggregate_id) VALUES ($1)', [timer.aggregateId]);
    if (timer.aggregateId === 'broken' && timer.attempts < 1) throw new Error('cracked');
  }
}

/** Rings many at once; cannot where one of them is broken, and leaves alone what a row says that somebody works on. */
@Injectable()
class Chime {
  @OnTimer('chime', { batch: true })
  async ring(tx: Tx, timers: readonly DueTimer[]): Promise<readonly DueTimer[]> {
    const left = timers.filter(({ aggregateId }) => aggregateId.startsWith('busy'));
    const names = timers.filter((timer) => !left.includes(timer)).map(({ aggregateId }) => aggregateId);
    await tx.query('INSERT INTO rung (aggregate_id) SELECT unnest($1::text[])', [names]);
    await tx.query('INSERT INTO chimed (size) VALUES ($1)', [timers.length]);
    if (timers.some(({ aggregateId, attempts }) => aggregateId.startsWith('broken') && attempts < 1)) {
      throw new Error('cracked');
    }
    return left;
  }
}

@Module({ providers: [Bell, Chime] })
class BellModule {}

describe('durable timers', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const replicas: TestingModule[] = [];
  const keys = keyFiles();

  const startReplica = async (): Promise<TestingModule> => {
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          service: 'test',
          url: database.url,
          poolSize: 4,
          entities: [],
          migrations: persistenceMigrations,
          fireTimers: true,
          ...keys,
        }),
        BellModule,
      ],
    }).compile();
    replicas.push(await module.init());
    return module;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = {
      service: 'test',
      url: database.url,
      poolSize: 4,
      entities: [],
      migrations: persistenceMigrations,
    };
    await runMigrations(options);
    dataSource = await createDataSource(options).initialize();
    await dataSource.query('CREATE TABLE rung (id bigint GENERATED ALWAYS AS IDENTITY, aggregate_id text NOT NULL)');
    await dataSource.query('CREATE TABLE chimed (size integer NOT NULL)');
    for (let i = 0; i < 3; i++) await startReplica();
  });

  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await dataSource.destroy();
    await database.drop();
    keys.remove();
  });

  beforeEach(() => dataSource.query('TRUNCATE timer, rung, chimed'));

  const arm = (aggregateId: string, dueAt: Date, epoch = 1) =>
    new TransactionRunner(dataSource).run((tx) => new Timers().arm(tx, { kind: 'bell', aggregateId, epoch, dueAt }));
  const rung = async (aggregateId: string): Promise<number> => {
    const [row] = await dataSource.query<{ count: number }[]>('SELECT count(*) FROM rung WHERE aggregate_id = $1', [
      aggregateId,
    ]);
    return row!.count;
  };
  const armed = async (): Promise<number> => {
    const [row] = await dataSource.query<{ count: number }[]>(`SELECT count(*) FROM timer WHERE state = 'armed'`);
    return row!.count;
  };

  it('fire each once, however many replicas look for them', async () => {
    const names = Array.from({ length: 300 }, () => randomUUID());
    const past = new Date(Date.now() - 1_000);
    await Promise.all(names.map((name) => arm(name, past)));
    await waitFor(async () => (await armed()) === 0, { timeoutMs: 20_000, what: 'all timers fired' });
    const rows = await dataSource.query<{ n: number }[]>('SELECT count(*) AS n FROM rung GROUP BY aggregate_id');
    expect(rows).toHaveLength(300);
    expect(rows.every((row) => row.n === 1)).toBe(true);
  });

  it('do not fire before they are due', async () => {
    await arm('later', new Date(Date.now() + 3_600_000));
    await arm('now', new Date());
    await waitFor(async () => (await rung('now')) === 1);
    expect(await rung('later')).toBe(0);
  });

  it('fire once where SQL armed them, between two milliseconds', async () => {
    await dataSource.query(
      `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
       SELECT gen_random_uuid(), 'bell', 'fine', 1, at, at
       FROM (SELECT date_trunc('second', now()) - interval '999583 microseconds' AS at) due`,
    );
    await waitFor(async () => (await armed()) === 0, { timeoutMs: 5_000, what: 'the timer fired' });
    expect(await rung('fine')).toBe(1);
  });

  it('keep nothing of a handler that failed, and try again', async () => {
    await arm('broken', new Date());
    await waitFor(async () => (await rung('broken')) === 1, { timeoutMs: 10_000 });
    const [timer] =
      await dataSource.query<{ attempts: number; last_error: string; state: string }[]>('SELECT * FROM timer');
    expect(timer).toMatchObject({ attempts: 1, last_error: 'cracked', state: 'fired' });
  });

  it('are not armed again once they fired for an epoch', async () => {
    await arm('once', new Date());
    await waitFor(async () => (await rung('once')) === 1);
    await arm('once', new Date());
    await arm('once', new Date(), 2);
    await waitFor(async () => (await rung('once')) === 2);
    await waitFor(async () => (await armed()) === 0);
    expect(await rung('once')).toBe(2);
  });

  it('can be cancelled with the change that makes them needless', async () => {
    await arm('needless', new Date(Date.now() + 60_000));
    await new TransactionRunner(dataSource).run((tx) => new Timers().cancel(tx, 'bell', 'needless'));
    expect(await armed()).toBe(0);
  });

  describe('of a kind that is handled in batches', () => {
    const armAll = (names: string[]) =>
      new TransactionRunner(dataSource).run((tx) => {
        const dueAt = new Date(Date.now() - 1_000);
        return new Timers().armAll(
          tx,
          names.map((aggregateId) => ({ kind: 'chime', aggregateId, epoch: 1, dueAt })),
        );
      });
    const left = () =>
      dataSource.query<{ name: string; attempts: number }[]>(
        `SELECT aggregate_id AS name, attempts FROM timer WHERE state = 'armed' ORDER BY 1`,
      );
    const counts = () =>
      dataSource.query<{ name: string; n: number }[]>(
        'SELECT aggregate_id AS name, count(*) AS n FROM rung GROUP BY 1',
      );

    it('fire each once, some hundred with one call', async () => {
      const names = Array.from({ length: 1_200 }, (_, index) => `name-${index}`);
      await armAll(names);
      await waitFor(async () => (await armed()) === 0, { timeoutMs: 20_000, what: 'all timers fired' });
      const rows = await counts();
      expect(rows).toHaveLength(1_200);
      expect(rows.every(({ n }) => n === 1)).toBe(true);
      const [{ calls }] = await dataSource.query<[{ calls: number }]>('SELECT count(*) AS calls FROM chimed');
      expect(calls).toBeLessThan(10);
    });

    it('fire in spite of some among them that fail: these alone are tried again', async () => {
      const names = Array.from({ length: 60 }, (_, index) => (index % 20 === 7 ? `broken-${index}` : `name-${index}`));
      await armAll(names);
      await waitFor(async () => (await armed()) <= 3, { what: 'what is not broken to fire' });
      const failed = await dataSource.query<{ name: string; error: string }[]>(
        `SELECT aggregate_id AS name, last_error AS error FROM timer WHERE attempts > 0 ORDER BY length(aggregate_id), aggregate_id`,
      );
      expect(failed).toEqual([7, 27, 47].map((index) => ({ name: `broken-${index}`, error: 'cracked' })));
      await waitFor(async () => (await armed()) === 0, { timeoutMs: 10_000, what: 'the second try' });
      const rows = await counts();
      expect(rows).toHaveLength(60);
      expect(rows.every(({ n }) => n === 1)).toBe(true);
    });

    it('stay armed, without having failed, where the handler leaves them for later', async () => {
      await armAll(['one', 'busy', 'two']);
      await waitFor(async () => (await armed()) === 1, { what: 'the others to fire' });
      expect(await left()).toEqual([{ name: 'busy', attempts: 0 }]);
      expect(await rung('busy')).toBe(0);
    });
  });
});
