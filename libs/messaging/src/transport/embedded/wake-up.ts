import { Logger } from '@nestjs/common';
import pg from 'pg';
import { backOffMs } from '../patience.js';

const channel = 'event_log';
/** A connection cut without a word (a lost route) shows only when something is asked of it. */
const askEveryMs = 10_000;

/**
 * Tells every process that a topic has new events: one connection that listens and notifies. A NOTIFY goes out after
 * the commit of the events, never inside their transaction (it would serialise all commits), and the topics that come
 * while one is under way go together in the next. A lost call costs a poll interval, nothing more.
 */
export class WakeUp {
  private readonly logger = new Logger('EmbeddedTransport');
  private readonly listeners = new Set<(topic: string | undefined) => void>();
  private readonly pending = new Set<string>();
  private running: Promise<void> | undefined;
  private client: pg.Client | undefined;
  private sending = false;
  private stopped = false;
  private interrupt: () => void = () => undefined;

  constructor(private readonly connectionString: string) {}

  /** Calls with a topic that has news, or with undefined when any of them may have. */
  onNews(listener: (topic: string | undefined) => void): () => void {
    this.listeners.add(listener);
    this.running ??= this.run();
    return () => void this.listeners.delete(listener);
  }

  /** Call it after the commit; it never fails and need not be awaited. */
  announce(topics: Iterable<string>): void {
    for (const topic of topics) this.pending.add(topic);
    this.running ??= this.run();
    if (this.client) void this.send(this.client);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt();
    await this.running;
  }

  /** Listens, and comes back after every loss of the connection. */
  private async run(): Promise<void> {
    for (let failures = 1; !this.stopped; failures++) {
      const client = new pg.Client({
        connectionString: this.connectionString,
        application_name: 'event-log-wake-up',
        connectionTimeoutMillis: 5_000,
        query_timeout: 5_000,
        keepAlive: true,
      });
      client.on('error', () => this.lose(client)).on('end', () => this.lose(client));
      client.on('notification', ({ payload }) => this.tell(payload));
      try {
        await client.connect();
        await client.query(`LISTEN ${channel}`);
        this.client = client;
        failures = 0;
        this.tell(undefined); // Whatever was announced while nobody listened.
        while (this.client === client && !this.stopped) {
          await this.send(client);
          await this.pause(askEveryMs);
        }
      } catch (error) {
        this.logger.debug(`no wake-up calls, polling goes on: ${(error as Error).message}`);
      }
      this.lose(client);
      await client.end().catch(() => undefined);
      if (!this.stopped) await this.pause(backOffMs(Math.min(failures + 1, 5)));
    }
  }

  private async send(client: pg.Client): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      do {
        const topics = [...this.pending];
        this.pending.clear();
        await client.query('SELECT pg_notify($1, topic) FROM unnest($2::text[]) AS topic', [channel, topics]);
      } while (this.pending.size > 0);
    } catch {
      this.lose(client);
    } finally {
      this.sending = false;
    }
  }

  private lose(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.interrupt();
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.stopped) this.interrupt();
    });
  }

  private tell(topic: string | undefined): void {
    for (const listener of this.listeners) listener(topic);
  }
}
