import { topicNames, topics } from '@crm/contracts';
import { impatience, ImpatientClient } from '@crm/persistence';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type pg from 'pg';
import { inboxKeptDays } from '../consumer/inbox.js';
import { DATABASE_URL, SERVICE_NAME, TRANSPORT } from '../messaging.tokens.js';
import { type Transport, UnsendableMessage, type WireMessage } from '../transport/transport.js';
import { outboxChannel } from './outbox-nudge.js';

/** Advisory locks are per database, and a service has its own: one number is enough. */
const relayLock = 7_246_002;
const batchSize = 500;
const pollMs = 500;
const publishedRowsKeptDays = 7;
/** How long what an operator decided about can still be looked at; the record of the decision stays. */
const decidedRowsKeptDays = 30;
const pruneEveryMs = 60_000;
const compacted: ReadonlySet<string> = new Set(topicNames.filter((name) => topics[name].compacted));

type Row = Omit<WireMessage, 'value'> & { position: number; payload: string | null; aggregate_id: string };

/**
 * Sends committed outbox rows, in order per aggregate, at least once. One relay per service is active: it takes the
 * lock, selects, sends and marks on one direct connection, so losing the connection loses the lock with it. Rows are
 * found by their state, never by "the last position": a transaction that commits late would be skipped.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap {
  private readonly logger = new Logger(Relay.name);
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  /** Whether rows were announced since the last look; an announcement may come while we are looking. */
  private hasNews = false;
  private prunedAt = 0;
  /** Rows that are on their way and not marked yet. */
  private underWay: Row[] = [];

  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Sends what is committed by now, then stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const client = new ImpatientClient({
        connectionString: this.databaseUrl,
        application_name: `${this.service}-relay`,
        ...impatience(15_000),
      });
      let lost = false;
      client
        .on('error', () => (lost = true))
        .on('end', () => (lost = true))
        .on('notification', () => {
          this.hasNews = true;
          this.wake();
        });
      try {
        await client.connect();
        await this.repeatLatest(client);
        if (await this.becomeActive(client)) await this.relay(client, () => lost);
      } catch (error) {
        this.logger.warn(`relay interrupted: ${(error as Error).message}`);
      } finally {
        await client.end().catch(() => undefined);
      }
      if (!this.stopping) await this.pause(pollMs);
    }
  }

  /** Waits as a stand-by until the lock is free. */
  private async becomeActive(client: pg.Client): Promise<boolean> {
    await client.query(`LISTEN ${outboxChannel}`);
    while (!this.stopping) {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [relayLock]);
      if (rows[0]!.got) return true;
      await this.pause(1_000);
    }
    return false;
  }

  private async relay(client: pg.Client, lost: () => boolean): Promise<void> {
    let failures = 0;
    while (!lost()) {
      this.hasNews = false;
      const rows = await this.pending(client);
      if (rows.length === 0) {
        if (this.stopping) return;
        await this.prune(client);
        if (!this.hasNews) await this.pause(pollMs);
        continue;
      }
      try {
        await this.send(client, rows);
        failures = 0;
      } catch (error) {
        // The broker is away: the rows wait, nothing is lost. A stop does not wait for it.
        if (this.stopping) return;
        this.logger.warn(`${rows.length} events wait for the broker: ${(error as Error).message}`);
        await this.pause(Math.min(100 * 2 ** failures++, 5_000));
      }
    }
  }

  private async pending(client: pg.Client): Promise<Row[]> {
    const { rows } = await client.query<Row>(
      `SELECT position, topic, key, aggregate_id, headers, payload FROM outbox o
       WHERE published_at IS NULL AND parked_at IS NULL
         AND NOT EXISTS (SELECT FROM outbox p WHERE p.parked_at IS NOT NULL AND p.discarded_at IS NULL
                           AND p.topic = o.topic AND p.aggregate_id = o.aggregate_id)
       ORDER BY position LIMIT ${batchSize}`,
    );
    return rows;
  }

  private async send(client: pg.Client, rows: Row[]): Promise<void> {
    this.underWay = rows;
    try {
      await this.transport.publish(rows.map(toMessage));
      await this.mark(client, rows);
    } catch (error) {
      if (!(error instanceof UnsendableMessage)) throw error;
      // One of them can never go: find out which, and let the others pass.
      for (const row of rows) if (!(await this.sendOne(client, row))) break;
    }
    this.underWay = [];
  }

  /**
   * After a connection was lost with rows under way: another relay may have sent them and newer ones before ours arrived,
   * and a compacted topic keeps what came last. So the newest row of each of their keys is sent once more. While the
   * table is locked nothing newer is written, so that nothing newer can be under way.
   */
  private async repeatLatest(client: pg.Client): Promise<void> {
    const rows = this.underWay.filter(({ topic }) => compacted.has(topic));
    if (rows.length > 0) {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '5s'; LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE`);
      await client.query(
        `UPDATE outbox SET published_at = NULL WHERE position IN (
           SELECT max(position) FROM outbox WHERE position >= $1 AND (topic, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))
           GROUP BY topic, key)`,
        [Math.min(...rows.map(({ position }) => position)), rows.map(({ topic }) => topic), rows.map(({ key }) => key)],
      );
      await client.query('COMMIT');
    }
    this.underWay = [];
  }

  /** False when the row was parked: later rows of its aggregate must not be sent from this batch. */
  private async sendOne(client: pg.Client, row: Row): Promise<boolean> {
    try {
      await this.transport.publish([toMessage(row)]);
      await this.mark(client, [row]);
      return true;
    } catch (error) {
      if (!(error instanceof UnsendableMessage)) throw error;
      this.logger.error(`event at outbox position ${row.position} can never be sent: ${error.message}`);
      await client.query(
        'UPDATE outbox SET parked_at = now(), attempts = attempts + 1, last_error = $2 WHERE position = $1',
        [row.position, error.message.slice(0, 500)],
      );
      return false;
    }
  }

  private async mark(client: pg.Client, rows: Row[]): Promise<void> {
    await client.query('UPDATE outbox SET published_at = now(), attempts = attempts + 1 WHERE position = ANY($1)', [
      rows.map((row) => row.position),
    ]);
  }

  /** The one active relay also forgets what is past remembering. */
  private async prune(client: pg.Client): Promise<void> {
    if (Date.now() - this.prunedAt < pruneEveryMs) return;
    this.prunedAt = Date.now();
    await client.query(
      `DELETE FROM outbox WHERE position IN (
         SELECT position FROM outbox WHERE published_at < now() - make_interval(days => ${publishedRowsKeptDays}) LIMIT 10000)`,
    );
    await client.query(
      `DELETE FROM inbox WHERE ctid IN (
         SELECT ctid FROM inbox WHERE seen_at < now() - make_interval(days => ${inboxKeptDays}) LIMIT 10000)`,
    );
    await client.query(
      `DELETE FROM outbox WHERE parked_at IS NOT NULL AND discarded_at < now() - make_interval(days => ${decidedRowsKeptDays})`,
    );
    await client.query(
      `DELETE FROM dead_letter WHERE decided_at < now() - make_interval(days => ${decidedRowsKeptDays})`,
    );
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}

const toMessage = (row: Row): WireMessage => ({
  topic: row.topic,
  key: row.key,
  headers: row.headers,
  value: row.payload === null ? null : Buffer.from(row.payload, 'utf8'),
});
