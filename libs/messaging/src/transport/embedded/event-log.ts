import { type Topic, topicNames, topics as catalogue } from '@crm/contracts';
import type pg from 'pg';
import { partitionOf } from '../partitioner.js';
import type { SubscribeOptions, WireMessage } from '../transport.js';

/** Advisory locks are per database, and the log has its own. */
const compactionLock = 7_246_003;

const compacted = topicNames.filter((topic) => catalogue[topic].compacted);

/** Of other systems: such events name people, so they stay no longer than they are needed. Kafka's own default. */
const passing = topicNames.filter((topic) => catalogue[topic].kept === 'cluster_default');
const passingKeptDays = 7;

/**
 * Takes the offsets and writes the events in one statement, hence in one transaction. The locks are taken in the order
 * of (topic, partition): publishers that took them in the order of their messages would deadlock.
 */
const append = `
  WITH message AS (
    SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bytea[], $5::jsonb[])
      WITH ORDINALITY AS m (topic, partition, key, value, headers, position)
  ), wanted AS (
    SELECT topic, partition, count(*) AS messages FROM message GROUP BY topic, partition
  ), locked AS (
    SELECT topic, partition, messages FROM event_partition JOIN wanted USING (topic, partition)
    ORDER BY topic, partition FOR UPDATE OF event_partition
  ), taken AS (
    UPDATE event_partition p SET next_offset = p.next_offset + l.messages FROM locked l
    WHERE p.topic = l.topic AND p.partition = l.partition
    RETURNING p.topic, p.partition, p.next_offset - l.messages AS first
  )
  INSERT INTO event_log (topic, partition, "offset", key, value, headers)
  SELECT topic, partition, first - 1 + row_number() OVER (PARTITION BY topic, partition ORDER BY position), key, value, headers
  FROM message JOIN taken USING (topic, partition)`;

const compaction = {
  values: [compacted],
  text: `
  WITH latest AS (
    SELECT topic, partition, key, max("offset") AS "offset", count(*) AS rows FROM event_log
    WHERE topic = ANY ($1) GROUP BY topic, partition, key
  )
  DELETE FROM event_log e USING latest l
  WHERE e.topic = l.topic AND e.partition = l.partition AND e.key = l.key
    AND (e."offset" < l."offset"
      OR (l.rows = 1 AND e.value IS NULL AND NOT EXISTS (
        SELECT FROM consumer_offset c WHERE c.topic = e.topic AND c.partition = e.partition AND c.next <= e."offset")))`,
};

/** What every group has passed of topics that are not kept for ever; one that nobody reads stays. */
const expiry = {
  values: [passing],
  text: `
  WITH passed AS (
    SELECT topic, partition, min(next) AS next FROM consumer_offset WHERE topic = ANY ($1) GROUP BY topic, partition
  )
  DELETE FROM event_log e USING passed p
  WHERE e.topic = p.topic AND e.partition = p.partition AND e."offset" < p.next
    AND e.published_at < now() - make_interval(days => ${passingKeptDays})`,
};

/** The statements of the event log that need no assignment. */
export class EventLog {
  private counts: Promise<Map<Topic, number>> | undefined;

  /** @param partitions of a topic that is new; a topic keeps the count it was made with, since keys would move */
  constructor(
    private readonly pool: pg.Pool,
    private readonly partitions: number,
  ) {}

  /** Stores all in one transaction; their order per partition is the given one. */
  async append(messages: readonly WireMessage[]): Promise<void> {
    const counts = await this.topicsMade();
    const { rowCount } = await this.pool.query(append, [
      messages.map((message) => message.topic),
      messages.map((message) => partitionOf(message.key, counts.get(message.topic)!)),
      messages.map((message) => message.key),
      messages.map((message) => message.value),
      messages.map((message) => JSON.stringify(message.headers)),
    ]);
    if (rowCount !== messages.length) throw new Error(`${rowCount} of ${messages.length} events stored`);
  }

  /** Gives a group its position in each partition, where it has none yet. */
  async openGroup({ group, topics, from }: Pick<SubscribeOptions, 'group' | 'topics' | 'from'>): Promise<void> {
    await this.topicsMade();
    await this.pool.query(
      `INSERT INTO consumer_offset ("group", topic, partition, next)
       SELECT $1, topic, partition, CASE WHEN $3 THEN next_offset ELSE 0 END FROM event_partition WHERE topic = ANY ($2)
       ON CONFLICT DO NOTHING`,
      [group, topics, from === 'end'],
    );
  }

  /** Offsets that the group has not passed yet; where compaction left holes, more than there are messages. */
  async lag(group: string, topics: readonly Topic[]): Promise<number> {
    const { rows } = await this.pool.query<{ lag: string }>(
      `SELECT coalesce(sum(p.next_offset - coalesce(c.next, 0)), 0) AS lag FROM event_partition p
       LEFT JOIN consumer_offset c ON c."group" = $1 AND c.topic = p.topic AND c.partition = p.partition
       WHERE p.topic = ANY ($2)`,
      [group, topics],
    );
    return Number(rows[0]!.lag);
  }

  /** Waits for the turns of members that are in hand; those that are left go on from the new place. */
  async reset(group: string, topics: readonly Topic[], to: 'beginning' | 'end'): Promise<void> {
    await this.topicsMade();
    await this.pool.query(
      `INSERT INTO consumer_offset ("group", topic, partition, next)
       SELECT $1, topic, partition, CASE WHEN $3 THEN next_offset ELSE 0 END FROM event_partition WHERE topic = ANY ($2)
       ORDER BY topic, partition ON CONFLICT ("group", topic, partition) DO UPDATE SET next = EXCLUDED.next`,
      [group, topics, to === 'end'],
    );
  }

  async forget(group: string): Promise<void> {
    await this.pool.query('DELETE FROM consumer_offset WHERE "group" = $1', [group]);
  }

  /**
   * Removes what is no longer kept: of the topics of other systems what every group has read some days ago, and from the
   * compacted topics what a later message of its key has replaced. A tombstone goes when it is the
   * last row of its key and no group has yet to read it: a reader that saw the value must also see it deleted, and one
   * that begins after this finds neither.
   * @returns how many rows went; 0 while another process compacts
   */
  async compact(): Promise<number> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS got', [
        compactionLock,
      ]);
      // @types/pg does not know that a query may have a timeout of its own.
      const patient = (query: pg.QueryConfig): pg.QueryConfig & { query_timeout: number } => ({
        ...query,
        query_timeout: 600_000,
      });
      let removed = 0;
      for (const query of rows[0]!.got ? [compaction, expiry] : [])
        removed += (await client.query(patient(query))).rowCount ?? 0;
      await client.query('COMMIT');
      return removed;
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }

  /** How many partitions each topic has; makes the missing ones. */
  private async topicsMade(): Promise<Map<Topic, number>> {
    this.counts ??= this.makeTopics();
    try {
      return await this.counts;
    } catch (error) {
      this.counts = undefined;
      throw error;
    }
  }

  private async makeTopics(): Promise<Map<Topic, number>> {
    const counts = await this.countPartitions();
    if (topicNames.every((topic) => counts.has(topic))) return counts;
    await this.pool.query(
      `INSERT INTO event_partition (topic, partition)
       SELECT topic, partition FROM unnest($1::text[]) AS topic, generate_series(0, $2 - 1) AS partition
       ON CONFLICT DO NOTHING`,
      [topicNames.filter((topic) => !counts.has(topic)), this.partitions],
    );
    return this.countPartitions();
  }

  private async countPartitions(): Promise<Map<Topic, number>> {
    const { rows } = await this.pool.query<{ topic: Topic; partitions: number }>(
      'SELECT topic, count(*)::int AS partitions FROM event_partition GROUP BY topic',
    );
    return new Map(rows.map((row) => [row.topic, row.partitions]));
  }
}
