import { randomUUID } from 'node:crypto';
import { CustomerCorrected, CustomerRegistered, type Event } from '@crm/contracts';
import { persistenceMigrations, PersistenceModule, runMigrations, type Tx } from '@crm/persistence';
import { createTestDatabase, keyFiles, type TestDatabase, waitFor } from '@crm/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import {
  EmbeddedTransport,
  eventLogMigrations,
  EventServer,
  isRebuild,
  messagingMigrations,
  MessagingModule,
  Outbox,
  Project,
  ProjectBatch,
  React,
  Rebuild,
} from '../src/index.js';
import { toWire } from '../src/wire.js';

/** What the handlers do on purpose, and what they were called for. */
const trial = {
  hangAt: '',
  killed: Promise.resolve(),
  failAt: '',
  sends: false,
  folded: [] as string[],
  reactions: 0,
  rebuilt: 0,
};

const names = { name: 'names@1', tables: ['person', 'person_name', 'named'] };

@Controller()
class Consumer {
  constructor(private readonly outbox: Outbox) {}

  @ProjectBatch(['customer.registered', 'customer.corrected'], { readModel: names })
  async fold(tx: Tx, events: readonly Event[]): Promise<void> {
    if (isRebuild(tx)) trial.rebuilt += events.length;
    for (const { id, customerId, aggregateVersion } of events) {
      if (id === trial.failAt) throw new Error('torn');
      if (isRebuild(tx) && id === trial.hangAt) await trial.killed;
      if (isRebuild(tx)) trial.folded.push(id);
      await tx.query('INSERT INTO person VALUES ($1) ON CONFLICT DO NOTHING', [customerId]);
      await tx.query('INSERT INTO person_name SELECT id, $2, (SELECT count(*) FROM named) FROM person WHERE id = $1', [
        customerId,
        aggregateVersion,
      ]);
      if (trial.sends) {
        const about = { customerId, aggregateId: customerId!, aggregateVersion: 9 };
        await this.outbox.append(
          tx,
          CustomerCorrected.draft({ ...about, data: { customerId: customerId!, fields: ['names'] } }),
        );
      }
    }
  }

  @Project('customer.owner-changed', { readModel: { name: 'other@3', tables: [] } })
  async other(): Promise<void> {}

  @React('customer.registered', { withinDays: 30 })
  async react(): Promise<void> {
    trial.reactions++;
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

describe('the rebuild of a read model', () => {
  let database: TestDatabase;
  let log: TestDatabase;
  let live: INestMicroservice;
  let dataSource: DataSource;
  let wire: EmbeddedTransport;
  const rebuilders: INestMicroservice[] = [];
  const keys = keyFiles();

  const start = async (worker: boolean): Promise<INestMicroservice> => {
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          service: 'customer-master',
          url: database.url,
          poolSize: 8,
          entities: [],
          migrations: [],
          fireTimers: false,
          ...keys,
        }),
        MessagingModule.forRoot({
          service: 'customer-master',
          databaseUrl: database.url,
          transport: () => new EmbeddedTransport({ databaseUrl: log.url }),
          worker,
        }),
        ConsumerModule,
      ],
    }).compile();
    const started = module.createNestMicroservice({ strategy: module.get(EventServer), logger: false });
    await started.listen();
    return started;
  };
  const rebuilder = async (): Promise<Rebuild> => {
    const app = await start(false);
    rebuilders.push(app);
    return app.get(Rebuild);
  };

  beforeAll(async () => {
    [database, log] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const base = { service: 'customer-master', poolSize: 2, entities: [] };
    await runMigrations({ ...base, url: database.url, migrations: [...persistenceMigrations, ...messagingMigrations] });
    await runMigrations({ ...base, url: log.url, migrations: eventLogMigrations });
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await dataSource.query(
      `CREATE TABLE person (id uuid PRIMARY KEY);
       CREATE TABLE person_name (id uuid NOT NULL REFERENCES person ON DELETE CASCADE, version integer, others bigint, PRIMARY KEY (id, version));
       CREATE VIEW named AS SELECT DISTINCT p.id FROM person p JOIN person_name n ON n.id = p.id AND n.version < 0`,
    );
    live = await start(true);
    wire = new EmbeddedTransport({ databaseUrl: log.url });
  });

  beforeEach(() => {
    Object.assign(trial, { hangAt: '', failAt: '', sends: false, folded: [], reactions: 0, rebuilt: 0 });
  });
  afterEach(() => Promise.all(rebuilders.splice(0).map((app) => app.close())));

  afterAll(async () => {
    await live.close();
    await wire.stop();
    await dataSource.destroy();
    await Promise.all([database.drop(), log.drop()]);
    keys.remove();
  });

  const told: string[] = [];
  /** Events of this many customers, two each. */
  const publish = async (customers: number): Promise<void> => {
    const ids = Array.from({ length: customers }, () => randomUUID());
    const event = (customerId: string, version: number): Event => ({
      ...(version === 1 ? CustomerRegistered : CustomerCorrected).example,
      id: randomUUID(),
      time: new Date().toISOString(),
      customerId,
      aggregateId: customerId,
      aggregateVersion: version,
      data: version === 1 ? { customerId, kind: 'person' } : { customerId, fields: ['names'] },
    });
    const events = [1, 2].flatMap((version) => ids.map((id) => event(id, version)));
    told.push(...events.map(({ id }) => id));
    await wire.publish(events.map((one) => toWire('crm.customer.v1', one)));
  };
  const isRead = async (): Promise<boolean> => (await wire.lag('customer-master', ['crm.customer.v1'])) === 0;
  const tell = async (customers: number): Promise<void> => {
    await publish(customers);
    await waitFor(isRead, { timeoutMs: 20_000 });
  };
  const rows = () => dataSource.query<unknown[]>('SELECT * FROM person_name ORDER BY id, version');
  const count = async (sql: string): Promise<number> => Number((await dataSource.query(sql))[0].count);
  const leftovers = () => count(`SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'rebuild%'`);

  it('makes the same rows of the same events, and nobody outside hears of it', async () => {
    await tell(300);
    const before = await rows();
    const reactions = trial.reactions;
    expect(before).toHaveLength(600);
    const progress: number[] = [];
    const rebuild = await rebuilder();
    const result = await rebuild.run('names', { onProgress: ({ done }) => progress.push(done) });
    expect(result).toEqual({ readModel: 'names@1', equal: true, rows: 900, deadLetters: 0 });
    expect(await rows()).toEqual(before);
    expect(trial.rebuilt).toBe(600);
    expect(trial.reactions).toBe(reactions);
    expect(progress.at(-1)).toBe(600);
    expect(await leftovers()).toBe(0);
    expect(await count('SELECT count(*) FROM outbox')).toBe(0);
  });

  it('repairs what is wrong in the live tables', async () => {
    const before = await rows();
    await dataSource.query('DELETE FROM person WHERE id IN (SELECT id FROM person LIMIT 5)');
    await dataSource.query('UPDATE person_name SET others = 7');
    expect(await (await rebuilder()).run('names@1')).toMatchObject({ equal: false, rows: 900 });
    expect(await rows()).toEqual(before);
  });

  it('loses and doubles nothing that is told while it runs', async () => {
    const rebuild = await rebuilder();
    const running = rebuild.run('names');
    for (let i = 0; i < 5; i++) await tell(40);
    await running;
    await tell(10);
    expect(await count('SELECT count(*) FROM person_name')).toBe(told.length);
    expect(await count(`SELECT count(*) FROM inbox WHERE consumer = 'names@1'`)).toBe(told.length);
  });

  it('lets the live consumer take in nothing between the last look and the switch', async () => {
    const running = (await rebuilder()).run('names');
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    // The first thing that the switch asks, when it has read everything.
    await waitFor(async () => (await leftovers()) === 1);
    await holder.query('LOCK TABLE rebuild_names_1.outbox');
    const waits = (type: string) =>
      count(`SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '${type}'`).then((n) => n > 0);
    await waitFor(() => waits('relation'), { timeoutMs: 20_000 });
    await publish(1);
    await waitFor(async () => (await waits('advisory')) || (await isRead()), { timeoutMs: 20_000 });
    await holder.rollbackTransaction();
    await holder.release();
    await running;
    await waitFor(isRead, { timeoutMs: 20_000 });
    expect(await count('SELECT count(*) FROM person_name')).toBe(told.length);
  }, 60_000);

  it('is done by one at a time, and goes on where it was when it was ended in the middle', async () => {
    let kill: (error: Error) => void = () => undefined;
    trial.killed = new Promise((_, reject) => (kill = reject));
    trial.killed.catch(() => undefined);
    trial.hangAt = told.at(-1)!;
    const killed = (await rebuilder()).run('names').catch((error: Error) => error.message);
    const kept = () => count('SELECT count(*) FROM rebuild_names_1.person_name').catch(() => 0);
    await waitFor(async () => (await kept()) > 200, { timeoutMs: 20_000 });
    await expect((await rebuilder()).run('names')).rejects.toThrow('names@1 is being rebuilt by somebody else');
    const soFar = await kept();
    const closed = Promise.all(rebuilders.splice(0).map((app) => app.close()));
    await dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    kill(new Error('the connection is gone'));
    await Promise.all([closed, killed]);
    trial.hangAt = '';
    trial.rebuilt = 0;
    const result = await (await rebuilder()).run('names');
    expect(result).toMatchObject({ rows: told.length * 1.5, deadLetters: 0 });
    expect(trial.rebuilt).toBeLessThanOrEqual(told.length - soFar);
    expect(await leftovers()).toBe(0);
  }, 60_000);

  it('keeps as dead letters what the new model cannot take in', async () => {
    trial.failAt = told[0]!;
    const result = await (await rebuilder()).run('names');
    // The second event of that customer waits behind it.
    expect(result).toMatchObject({ equal: false, deadLetters: 2 });
    expect(
      await dataSource.query('SELECT consumer, state, error FROM dead_letter ORDER BY partition, message_offset'),
    ).toEqual([
      { consumer: 'names@1', state: 'dead', error: 'torn' },
      { consumer: 'names@1', state: 'parked', error: null },
    ]);
    // What is dead in the live model already stays so; what somebody discarded is to be decided again.
    await dataSource.query(`UPDATE dead_letter SET state = 'discarded', decided_at = now() WHERE state = 'parked'`);
    expect(await (await rebuilder()).run('names')).toMatchObject({ deadLetters: 2 });
    expect(await dataSource.query('SELECT state FROM dead_letter ORDER BY partition, message_offset')).toEqual([
      { state: 'dead' },
      { state: 'parked' },
    ]);
    trial.failAt = '';
    expect(await (await rebuilder()).run('names')).toMatchObject({ deadLetters: 0, rows: told.length * 1.5 });
    expect(await count(`SELECT count(*) FROM dead_letter WHERE state IN ('dead', 'parked')`)).toBe(0);
  }, 30_000);

  it('refuses a model that sends events, and leaves the live one as it is', async () => {
    const before = await rows();
    trial.sends = true;
    const rebuild = await rebuilder();
    await expect(rebuild.run('names', { fresh: true })).rejects.toThrow(
      'is no read model: its handlers wanted to send',
    );
    expect(await rows()).toEqual(before);
    expect(await count('SELECT count(*) FROM outbox')).toBe(0);
    trial.sends = false;
    expect(await rebuild.run('names', { fresh: true })).toMatchObject({ equal: true });
  });

  it('says which read models there are when there is none of that name', async () => {
    await expect((await rebuilder()).run('nothing')).rejects.toThrow(
      'customer-master has no read model nothing; it has: names@1, other@3',
    );
  });
});
