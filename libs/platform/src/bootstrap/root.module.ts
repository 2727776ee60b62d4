import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { MessagingModule, messagingMigrations } from '@crm/messaging';
import { type DatabaseOptions, PersistenceModule, persistenceMigrations } from '@crm/persistence';
import { PermissionGuard } from '../auth/permission.guard.js';
import { platformMigrations } from '../commands/platform.migrations.js';
import { EtagInterceptor } from '../commands/version.js';
import { type BaseConfig, CONFIG } from '../config/define-config.js';
import { DeadLettersController } from '../deliveries/dead-letters.controller.js';
import { ParkedOutboxController } from '../deliveries/parked-outbox.controller.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { validationPipe } from '../problem/validation.js';
import type { ServiceDescription } from './service.js';
import { createTransport } from './transport.js';

/** The service's database, with the tables of the libraries. */
export function databaseOf(service: ServiceDescription, config: BaseConfig): DatabaseOptions {
  return {
    service: service.name,
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    entities: service.entities,
    migrations: [...persistenceMigrations, ...messagingMigrations, ...platformMigrations, ...service.migrations],
  };
}

@Module({})
class SettingsModule {}

/** A service with everything around it. */
@Module({})
export class RootModule {
  static of(service: ServiceDescription, config: BaseConfig): DynamicModule {
    const isWorker = config.ROLE !== 'http';
    const settings = [{ provide: CONFIG, useValue: config }];
    return {
      module: RootModule,
      imports: [
        { module: SettingsModule, global: true, providers: settings, exports: settings },
        // This order matters at the end: what comes later stops earlier, so events end before the database goes.
        PersistenceModule.forRoot({
          ...databaseOf(service, config),
          masterKeyFile: config.MASTER_KEY_FILE,
          contactKeyFile: config.CONTACT_KEY_FILE,
          fireTimers: isWorker,
        }),
        MessagingModule.forRoot({
          service: service.name,
          databaseUrl: config.DATABASE_URL,
          transport: () => createTransport(config, service.name),
          worker: isWorker,
        }),
        service.module,
      ],
      controllers: [HealthController, MetricsController, DeadLettersController, ParkedOutboxController],
      providers: [
        Readiness,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_PIPE, useFactory: validationPipe },
        { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
      ],
    };
  }
}
