import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which cases have to do with each other. */
export class LinksOfCases1764360000002 implements MigrationInterface {
  readonly name = 'LinksOfCases1764360000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of two cases one thing is said. What reads the same from both sides stands with the smaller id first.
      CREATE TABLE case_link (
        case_id uuid NOT NULL REFERENCES service_case,
        other_id uuid NOT NULL REFERENCES service_case,
        kind text NOT NULL CHECK (kind IN ('related', 'causes', 'follows', 'may_duplicate')),
        linked_at timestamptz NOT NULL,
        linked_by text NOT NULL,
        CONSTRAINT case_link_of_two CHECK (case_id <> other_id),
        CONSTRAINT case_link_symmetric CHECK (kind IN ('causes', 'follows') OR case_id < other_id)
      );
      CREATE UNIQUE INDEX case_link_once ON case_link (least(case_id, other_id), greatest(case_id, other_id));
      CREATE INDEX case_link_case ON case_link (case_id);
      CREATE INDEX case_link_other ON case_link (other_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_link');
  }
}
