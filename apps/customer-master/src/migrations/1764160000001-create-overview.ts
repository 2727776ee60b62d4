import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOverview1764160000001 implements MigrationInterface {
  readonly name = 'CreateOverview1764160000001';

  async up(runner: QueryRunner): Promise<void> {
    // Read models: no foreign keys, since an event may come before its customer. Customer ids stay as first seen.
    await runner.query(`
      CREATE TABLE overview_part (
        kind text NOT NULL CHECK (kind IN ('case', 'invitation', 'response', 'account', 'value')),
        id uuid NOT NULL,
        -- Null while a case has no customer yet.
        customer_id uuid,
        picture jsonb NOT NULL,
        -- Time of the newest event in the picture.
        as_of timestamptz NOT NULL,
        PRIMARY KEY (kind, id)
      );
      CREATE INDEX overview_part_of_customer ON overview_part (customer_id);

      CREATE TABLE overview_timeline (
        source text NOT NULL,
        event_id text NOT NULL,
        customer_id uuid NOT NULL,
        at timestamptz NOT NULL,
        type text NOT NULL,
        -- What it is about, as <thing>/<id>.
        subject text NOT NULL,
        facts jsonb NOT NULL,
        PRIMARY KEY (source, event_id)
      );
      CREATE INDEX overview_timeline_of_customer ON overview_timeline (customer_id, at DESC, event_id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE overview_timeline, overview_part');
  }
}
