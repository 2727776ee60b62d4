import type { ConnectionOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { kafkaLog } from './kafka.log.js';

/** How the brokers are reached. */
export interface KafkaOptions {
  /** Some of the brokers as `host:port`; they name the others. */
  brokers: string[];
  /** Appears in the brokers' logs and quotas. */
  clientId: string;
  /** True for TLS with the system's authorities; an object to name authority, certificate and key. Default no TLS. */
  ssl?: boolean | ConnectionOptions;
  /** Default no authentication. */
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
  /** A member that is silent for so long loses its partitions, in milliseconds. Default 30,000. */
  sessionTimeoutMs?: number;
  /** Largest message in bytes (key, value and headers). Default 1,000,000; must fit the brokers' `message.max.bytes`. */
  maxMessageBytes?: number;
}

/** Opens clients, and keeps one for administration. */
export class KafkaConnection {
  private admin: Promise<Admin> | undefined;

  constructor(private readonly options: KafkaOptions) {}

  /** A client for one producer or one member: two members of a group in one client would share their offsets. */
  client(): Kafka {
    const { brokers, clientId, ssl, sasl } = this.options;
    return new Kafka({
      brokers,
      clientId,
      ssl,
      // The union of kafkajs has one member per mechanism.
      sasl: sasl as { mechanism: 'plain'; username: string; password: string } | undefined,
      connectionTimeout: 3_000,
      requestTimeout: 6_000,
      retry: { initialRetryTime: 200, maxRetryTime: 1_000, retries: 3 },
      logLevel: logLevel.INFO,
      logCreator: () => kafkaLog(new Logger('KafkaTransport')),
    });
  }

  /** Asks the cluster something; after a failure the next question goes over a new connection. */
  async ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    const current = (this.admin ??= this.openAdmin());
    try {
      return await question(await current);
    } catch (error) {
      if (this.admin === current) this.admin = undefined;
      this.close(current);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const admin = this.admin;
    this.admin = undefined;
    await (await admin?.catch(() => undefined))?.disconnect().catch(() => undefined);
  }

  private async openAdmin(): Promise<Admin> {
    const admin = this.client().admin();
    await admin.connect();
    return admin;
  }

  private close(admin: Promise<Admin>): void {
    admin.then((opened) => opened.disconnect()).catch(() => undefined);
  }
}
