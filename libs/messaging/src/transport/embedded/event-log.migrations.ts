import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The event log in a database of its own, apart from the services' databases.
 * - `event_partition.next_offset` is the number the next event gets; its row lock makes offsets contiguous and
 *   ordered by commit.
 * - `consumer_offset.next` is the first offset that the group has not finished; its row lock is the assignment.
 */
export class EventLogSchema1764000003001 implements MigrationInterface {
  readonly name = 'EventLogSchema1764000003001';

  async up(runner: QueryRunner): Promise<void> {
    // Counters are rewritten in place with every publish: half-empty pages keep those versions on one page.
    await runner.query(`
      CREATE TABLE event_partition (
        topic text NOT NULL,
        partition integer NOT NULL CHECK (partition >= 0),
        next_offset bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (topic, partition)
      ) WITH (fillfactor = 50);

      CREATE TABLE event_log (
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        key text NOT NULL,
        value bytea,
        headers jsonb NOT NULL,
        published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (topic, partition, "offset")
      );

      CREATE TABLE consumer_offset (
        "group" text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        next bigint NOT NULL,
        PRIMARY KEY ("group", topic, partition)
      ) WITH (fillfactor = 50);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE consumer_offset; DROP TABLE event_log; DROP TABLE event_partition');
  }
}

/** The tables of the embedded transport; for its own database, not for a service's. */
export const eventLogMigrations = [EventLogSchema1764000003001];
