import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is related to whom, from which day to which. Rows keep the ids that they were written with, also over a merge, and
 * are ended, never deleted. What the constraints refuse holds for the ids as written; of ids that are one customer the
 * service refuses it, under its lock.
 */
export class CreateRelationships1764190000001 implements MigrationInterface {
  readonly name = 'CreateRelationships1764190000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Equality of ids beside the overlap of days in one constraint.
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      CREATE TABLE relationship (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version >= 1),
        type text NOT NULL CHECK (type IN ('group_member', 'site_of', 'dealer_of', 'end_user_of', 'contact_person_of')),
        from_id uuid NOT NULL REFERENCES customer,
        to_id uuid NOT NULL REFERENCES customer CHECK (to_id <> from_id),
        valid_from date NOT NULL,
        -- Exclusive. The first day itself: it never held, and no range overlaps with it.
        valid_to date CHECK (valid_to >= valid_from),
        -- What a contact person does there, sealed under the person's id.
        sealed text CHECK (sealed IS NULL OR type = 'contact_person_of'),
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT relationship_once EXCLUDE USING gist
          (from_id WITH =, to_id WITH =, type WITH =, daterange(valid_from, valid_to) WITH &&),
        CONSTRAINT relationship_one_parent EXCLUDE USING gist
          (from_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (type IN ('group_member', 'site_of'))
      );
      CREATE INDEX relationship_from ON relationship (from_id, id);
      CREATE INDEX relationship_to ON relationship (to_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE relationship');
  }
}
