import { readFileSync } from 'node:fs';
import {
  EmbeddedTransport,
  eventLogMigrations,
  type KafkaOptions,
  KafkaTransport,
  type Transport,
} from '@crm/messaging';
import type { DatabaseOptions } from '@crm/persistence';
import type { BaseConfig } from '../config/define-config.js';

/** The transport that the configuration asks for. */
export function createTransport(config: BaseConfig, service: string): Transport {
  return config.TRANSPORT === 'embedded'
    ? new EmbeddedTransport({ databaseUrl: config.EVENT_LOG_URL! })
    : new KafkaTransport(kafkaOptions(config, service));
}

/** The database of the embedded event log, which all services share; undefined on Kafka. */
export function eventLogOf(config: BaseConfig): DatabaseOptions | undefined {
  if (config.TRANSPORT !== 'embedded') return undefined;
  return {
    service: 'event-log',
    url: config.EVENT_LOG_URL!,
    poolSize: 2,
    entities: [],
    migrations: eventLogMigrations,
  };
}

function kafkaOptions(config: BaseConfig, service: string): KafkaOptions {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_CA_FILE, KAFKA_CERTIFICATE_FILE, KAFKA_KEY_FILE } = config;
  const read = (file: string | undefined): Buffer | undefined => (file === undefined ? undefined : readFileSync(file));
  return {
    brokers: [...config.KAFKA_BROKERS!],
    clientId: service,
    ssl: config.KAFKA_SSL && { ca: read(KAFKA_CA_FILE), cert: read(KAFKA_CERTIFICATE_FILE), key: read(KAFKA_KEY_FILE) },
    sasl:
      mechanism === 'none'
        ? undefined
        : { mechanism, username: config.KAFKA_SASL_USERNAME!, password: config.KAFKA_SASL_PASSWORD! },
  };
}
