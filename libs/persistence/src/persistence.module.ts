import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { createDataSource, type DatabaseOptions } from './database/data-source.js';
import { TransactionRunner } from './database/transaction.js';
import { FieldCipher } from './encryption/field-cipher.js';
import { ContactKeys, MasterKeys } from './encryption/keys.js';
import { TimerWorker } from './timers/timer-worker.js';
import { Timers } from './timers/timers.js';

export interface PersistenceOptions extends DatabaseOptions {
  /** File with the master keys that wrap each subject's data key; see `MasterKeys`. */
  masterKeyFile: string;
  /** File with the deployment-wide contact key; see `ContactKeys`. */
  contactKeyFile: string;
  /** Whether this process fires due timers. */
  fireTimers: boolean;
}

/** Closes the pool when everything that uses it has stopped: Nest calls it after the modules that import this one. */
@Injectable()
class PoolCloser implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

@Module({})
export class PersistenceModule {
  /** The service's database, transactions, timers and cipher for the whole application. */
  static forRoot(options: PersistenceOptions): DynamicModule {
    const providers = [
      { provide: DataSource, useFactory: () => createDataSource(options).initialize() },
      { provide: MasterKeys, useFactory: () => MasterKeys.fromFile(options.masterKeyFile, options.service) },
      { provide: ContactKeys, useFactory: () => new ContactKeys(options.contactKeyFile) },
      TransactionRunner,
      FieldCipher,
      Timers,
    ];
    return {
      module: PersistenceModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [...providers, PoolCloser, ...(options.fireTimers ? [TimerWorker] : [])],
      exports: [...providers, ...(options.fireTimers ? [TimerWorker] : [])],
    };
  }
}
