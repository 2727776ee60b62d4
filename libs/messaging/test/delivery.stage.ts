import { persistenceMigrations, PersistenceModule, runMigrations } from '@crm/persistence';
import { createTestDatabase, keyFiles, type TestDatabase } from '@crm/testing';
import type { INestMicroservice, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import {
  EmbeddedTransport,
  type EmbeddedTransportOptions,
  eventLogMigrations,
  EventServer,
  messagingMigrations,
  MessagingModule,
} from '../src/index.js';

/** A service of the given consumers on databases of its own, in as many processes as are started. */
export class DeliveryStage {
  /** Plays the other services. */
  readonly wire: EmbeddedTransport;
  private readonly keys = keyFiles();
  private readonly started: INestMicroservice[] = [];

  private constructor(
    private readonly consumers: Type,
    private readonly own: TestDatabase,
    private readonly log: TestDatabase,
  ) {
    this.wire = new EmbeddedTransport({ databaseUrl: log.url });
  }

  static async open(consumers: Type): Promise<DeliveryStage> {
    const [own, log] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const base = { service: 'customer-master', poolSize: 2, entities: [] };
    await runMigrations({ ...base, url: own.url, migrations: [...persistenceMigrations, ...messagingMigrations] });
    await runMigrations({ ...base, url: log.url, migrations: eventLogMigrations });
    return new DeliveryStage(consumers, own, log);
  }

  async start({ worker }: { worker: boolean }): Promise<INestMicroservice> {
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          service: 'customer-master',
          url: this.own.url,
          poolSize: 10,
          entities: [],
          migrations: [],
          fireTimers: false,
          ...this.keys,
        }),
        MessagingModule.forRoot({
          service: 'customer-master',
          databaseUrl: this.own.url,
          transport: () => new EmbeddedTransport({ databaseUrl: this.log.url }),
          worker,
        }),
        this.consumers,
      ],
    }).compile();
    const process = module.createNestMicroservice({ strategy: module.get(EventServer), logger: false });
    await process.listen();
    this.started.push(process);
    return process;
  }

  /** One more who writes to the event log; stopped by the caller. */
  transport(options: Omit<EmbeddedTransportOptions, 'databaseUrl'>): EmbeddedTransport {
    return new EmbeddedTransport({ ...options, databaseUrl: this.log.url });
  }

  /** The process that was started first. */
  get first(): INestMicroservice {
    return this.started[0]!;
  }

  /** The service's database, once a process runs. */
  get dataSource(): DataSource {
    return this.first.get(DataSource);
  }

  /** Runs statements on the service's database, also before any process runs. */
  async database(sql: string): Promise<void> {
    const source = await new DataSource({ type: 'postgres', url: this.own.url }).initialize();
    await source.query(sql).finally(() => source.destroy());
  }

  async close(): Promise<void> {
    await this.wire.stop();
    for (const process of this.started) await process.close();
    await Promise.all([this.own.drop(), this.log.drop()]);
    this.keys.remove();
  }
}
