import { impatience, ImpatientClient } from '@crm/persistence';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { DATABASE_URL } from '../messaging.tokens.js';

export const outboxChannel = 'outbox';

/**
 * Tells the relay, in whatever process it runs, that rows were committed. NOTIFY is sent on a connection of its own and
 * at most one at a time: inside a business transaction it would serialise commits. Losing one costs a poll interval.
 */
@Injectable()
export class OutboxNudge implements OnApplicationShutdown {
  private readonly logger = new Logger(OutboxNudge.name);
  private client: pg.Client | undefined;
  private sending: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(@Inject(DATABASE_URL) private readonly databaseUrl: string) {}

  notify(): void {
    if (this.stopped) return;
    if (this.sending) {
      this.again = true;
      return;
    }
    this.sending = this.send().finally(() => {
      this.sending = undefined;
      if (this.again) {
        this.again = false;
        this.notify();
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.sending;
    await this.client?.end().catch(() => undefined);
  }

  private async send(): Promise<void> {
    try {
      await (await this.connected()).query(`NOTIFY ${outboxChannel}`);
    } catch (error) {
      this.client = undefined;
      this.logger.debug(`relay not notified: ${(error as Error).message}`);
    }
  }

  private async connected(): Promise<pg.Client> {
    if (!this.client) {
      const client = new ImpatientClient({
        connectionString: this.databaseUrl,
        application_name: 'outbox-nudge',
        ...impatience(1_000),
      });
      client.on('error', () => (this.client = undefined));
      await client.connect();
      this.client = client;
    }
    return this.client;
  }
}
