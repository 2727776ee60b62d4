import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists of customers walk, and the counts behind facets. */
export class CreateSearch1764260000001 implements MigrationInterface {
  readonly name = 'CreateSearch1764260000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX customer_status ON customer (status, created_at, id) WHERE merged_into IS NULL;
      CREATE INDEX customer_level ON customer (level, created_at, id) WHERE merged_into IS NULL AND level IS NOT NULL;
      DROP INDEX customer_owner;
      CREATE INDEX customer_owner ON customer (owner_employee_id, created_at, id)
        WHERE merged_into IS NULL AND owner_employee_id IS NOT NULL;
      CREATE INDEX source_record_source_id ON source_record (source_id);

      CREATE TABLE customer_facet (
        kind text NOT NULL,
        status text NOT NULL,
        level text,
        department text NOT NULL,
        owner text,
        count integer NOT NULL CHECK (count > 0),
        as_of timestamptz NOT NULL,
        UNIQUE NULLS NOT DISTINCT (kind, status, level, department, owner)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE customer_facet;
      DROP INDEX source_record_source_id, customer_owner, customer_level, customer_status;
      CREATE INDEX customer_owner ON customer (owner_employee_id) WHERE merged_into IS NULL AND owner_employee_id IS NOT NULL;
    `);
  }
}
