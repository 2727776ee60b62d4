import type { Topic } from '@crm/contracts';
import type pg from 'pg';
import { largestBatch, type ReceivedMessage, type SubscribeOptions } from '../transport.js';

/** An assignment ends after one batch or so much time, whichever is first, so that members take turns. */
const assignmentMs = 2_000;

/**
 * A partition that this member holds: an open transaction with the row lock on the group's offset. It ends with
 * `finish`, or with the connection: then nothing is stored and the events come again.
 */
export class Assignment {
  private lost = false;
  private readonly until = performance.now() + assignmentMs;
  private readonly keepAlive: NodeJS.Timeout;
  private asking: Promise<unknown> | undefined;
  private readonly onLost = (): void => void (this.lost = true);

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly group: string,
    readonly topic: Topic,
    readonly partition: number,
    /** First offset not finished. */
    private readonly next: bigint,
    /** Everything below it was committed when the partition was taken. */
    private readonly head: bigint,
  ) {
    client.on('error', this.onLost).on('end', this.onLost);
    // Keeps `idle_in_transaction_session_timeout` away from a slow handler, and lets it end the lock of a frozen process.
    this.keepAlive = setInterval(() => this.ask(), 5_000);
  }

  /** Any partition of these topics with something to do that nobody holds; undefined when there is none. */
  static async take(
    client: pg.PoolClient,
    group: string,
    topics: readonly Topic[],
    except: readonly string[],
  ): Promise<Assignment | undefined> {
    await client.query('BEGIN');
    const { rows } = await client.query<{ topic: Topic; partition: number; next: string; head: string }>(
      `SELECT c.topic, c.partition, c.next, p.next_offset AS head FROM consumer_offset c
       JOIN event_partition p ON p.topic = c.topic AND p.partition = c.partition
       WHERE c."group" = $1 AND c.topic = ANY ($2) AND c.next < p.next_offset AND (c.topic || '/' || c.partition) <> ALL ($3)
       ORDER BY random() LIMIT 1 FOR UPDATE OF c SKIP LOCKED`,
      [group, topics, except],
    );
    const found = rows[0];
    if (found)
      return new Assignment(client, group, found.topic, found.partition, BigInt(found.next), BigInt(found.head));
    await client.query('ROLLBACK');
    return undefined;
  }

  get name(): string {
    return `${this.topic}/${this.partition}`;
  }

  /**
   * Hands the events to the handler and stores how far it came.
   * @returns how many are done; whether the turn ended before the events did; and the handler's failure, if there was
   * one: the events come again
   */
  async work(
    handler: SubscribeOptions['handler'],
    stopping: () => boolean,
  ): Promise<{ done: number; unfinished: boolean; failure?: Error }> {
    const messages = await this.read();
    const goOn = (): boolean => !stopping() && !this.lost && performance.now() <= this.until;
    let done = 0;
    let failure: Error | undefined;
    try {
      if (messages.length > 0 && goOn()) done = await handler(messages, goOn);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    await this.finish(this.reached(messages, done));
    return { done, unfinished: done < messages.length || done === largestBatch, ...(failure && { failure }) };
  }

  /** Gives the connection back; call it in any case. */
  release(failure?: Error): void {
    clearInterval(this.keepAlive);
    this.client.off('error', this.onLost).off('end', this.onLost);
    this.client.release(failure);
  }

  private async read(): Promise<ReceivedMessage[]> {
    const { rows } = await this.client.query<
      Pick<ReceivedMessage, 'offset' | 'key' | 'value' | 'headers' | 'publishedAt'>
    >(
      `SELECT "offset", key, value, headers, published_at AS "publishedAt" FROM event_log
       WHERE topic = $1 AND partition = $2 AND "offset" >= $3 ORDER BY "offset" LIMIT ${largestBatch}`,
      [this.topic, this.partition, this.next],
    );
    return rows.map((row) => ({ topic: this.topic, partition: this.partition, ...row }));
  }

  private reached(messages: readonly ReceivedMessage[], done: number): bigint {
    // Nothing is left below the head when all were read: what is not there was compacted away.
    const readAll = messages.length < largestBatch && done === messages.length;
    const behindLast = done === 0 ? this.next : BigInt(messages[done - 1]!.offset) + 1n;
    return readAll && behindLast < this.head ? this.head : behindLast;
  }

  private ask(): void {
    this.asking ??= this.client
      .query('SELECT 1')
      .catch(this.onLost)
      .finally(() => (this.asking = undefined));
  }

  private async finish(next: bigint): Promise<void> {
    await this.asking;
    if (this.lost) throw new Error(`lost the connection that held ${this.name}; its events come again`);
    await this.client.query(
      'UPDATE consumer_offset SET next = $4 WHERE "group" = $1 AND topic = $2 AND partition = $3',
      [this.group, this.topic, this.partition, next],
    );
    await this.client.query('COMMIT');
  }
}
