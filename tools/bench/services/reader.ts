import type { PointsAccrued } from '@crm/contracts';
import {
  EmbeddedTransport,
  EventServer,
  KafkaTransport,
  messagingMigrations,
  MessagingModule,
  Project,
  ProjectBatch,
  type Transport,
} from '@crm/messaging';
import { afterCommit, persistenceMigrations, PersistenceModule, runMigrations, type Tx } from '@crm/persistence';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the bench hands over in the environment. */
const { DATABASE_URL: url = '', EVENT_LOG_URL: eventLog, KAFKA_BROKERS: brokers = '', BENCH_HANDLER } = process.env;
const keys = { masterKeyFile: process.env.MASTER_KEY_FILE ?? '', contactKeyFile: process.env.CONTACT_KEY_FILE ?? '' };

const readModel = { name: 'bench@1', tables: ['bench_account'] };

const fold = (tx: Tx, events: readonly PointsAccrued[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO bench_account AS known (id, points, version)
     SELECT id, sum(points), max(version) FROM unnest($1::uuid[], $2::bigint[], $3::int[]) AS e (id, points, version)
     GROUP BY id ORDER BY id
     ON CONFLICT (id) DO UPDATE SET points = known.points + excluded.points, version = greatest(known.version, excluded.version)`,
    [
      events.map(({ aggregateId }) => aggregateId),
      events.map(({ data }) => data.points),
      events.map(({ aggregateVersion }) => aggregateVersion),
    ],
  );

/** Times from an event to its committed effect, in milliseconds, told to the bench now and then. */
const latencies: number[] = [];
setInterval(() => {
  if (latencies.length > 0) process.send?.({ latencies: latencies.splice(0) });
}, 20).unref();

/** The read model by one call per event; says how long each took to get here. */
@Controller()
class SingleConsumer {
  @Project('points.accrued', { readModel })
  async take(tx: Tx, event: PointsAccrued): Promise<void> {
    await fold(tx, [event]);
    afterCommit(tx, () => latencies.push(Date.now() - Date.parse(event.time)));
  }
}

/** The same read model by one call per batch. */
@Controller()
class BatchConsumer {
  @ProjectBatch('points.accrued', { readModel })
  async take(tx: Tx, events: readonly PointsAccrued[]): Promise<void> {
    await fold(tx, events);
  }
}

class CreateBench1764900000001 implements MigrationInterface {
  readonly name = 'CreateBench1764900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE bench_account (id uuid PRIMARY KEY, points bigint NOT NULL, version integer NOT NULL)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bench_account');
  }
}

const service = 'analytics';
const migrations = [...persistenceMigrations, ...messagingMigrations, CreateBench1764900000001];

@Module({
  imports: [
    PersistenceModule.forRoot({ service, url, poolSize: 10, entities: [], migrations, fireTimers: false, ...keys }),
    MessagingModule.forRoot({
      service,
      databaseUrl: url,
      transport: (): Transport =>
        eventLog
          ? new EmbeddedTransport({ databaseUrl: eventLog })
          : new KafkaTransport({ brokers: [brokers], clientId: service }),
      worker: true,
    }),
  ],
  controllers: BENCH_HANDLER === 'single' ? [SingleConsumer] : BENCH_HANDLER === 'batch' ? [BatchConsumer] : [],
})
class BenchModule {}

await runMigrations({ service, url, poolSize: 2, entities: [], migrations });
const app = await NestFactory.create(BenchModule, new FastifyAdapter(), { logger: ['error', 'fatal'] });
app.connectMicroservice({ strategy: app.get(EventServer) });
app.enableShutdownHooks();
await app.init();
await app.startAllMicroservices();
process.send?.({ ready: true });
