import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of cases: what is known of them; their sealed content is in the attachment store. */
export class Attachments1764360000003 implements MigrationInterface {
  readonly name = 'Attachments1764360000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_attachment (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES service_case,
        -- Which of the places of the case it takes: there are no more.
        place smallint NOT NULL CHECK (place BETWEEN 1 AND 50),
        name text,
        data_key text,
        type text NOT NULL,
        bytes integer NOT NULL CHECK (bytes > 0),
        sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        added_at timestamptz NOT NULL,
        added_by text NOT NULL,
        deleted_at timestamptz,
        deleted_by text,
        -- Without its key the content cannot be read again, wherever a copy of it is.
        CONSTRAINT attachment_deleted CHECK (
          num_nulls(deleted_at, deleted_by) IN (0, 2)
          AND num_nulls(name, data_key, sha256) = CASE WHEN deleted_at IS NULL THEN 0 ELSE 3 END)
      );
      CREATE UNIQUE INDEX attachment_once ON case_attachment (case_id, sha256) WHERE deleted_at IS NULL;
      CREATE UNIQUE INDEX attachment_place ON case_attachment (case_id, place) WHERE deleted_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_attachment');
  }
}
