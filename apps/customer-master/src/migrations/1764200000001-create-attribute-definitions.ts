import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Definitions of attributes by industry, and the ways to search customers by attributes. */
export class CreateAttributeDefinitions1764200000001 implements MigrationInterface {
  readonly name = 'CreateAttributeDefinitions1764200000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attribute_definition (
        industry text NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        schema jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (industry, version)
      );
      -- How many customers fit a version: counted in the background, in the order of their ids.
      CREATE TABLE attribute_conformance (
        industry text NOT NULL,
        version integer NOT NULL,
        done_to uuid,
        customers integer NOT NULL DEFAULT 0,
        deviating integer NOT NULL DEFAULT 0,
        -- How many customers deviate in each attribute.
        attributes jsonb NOT NULL DEFAULT '{}',
        started_at timestamptz NOT NULL,
        counted_at timestamptz,
        PRIMARY KEY (industry, version),
        FOREIGN KEY (industry, version) REFERENCES attribute_definition
      );
      -- Keyed hashes of the searchable attributes that do not lie there in clear.
      ALTER TABLE customer ADD attribute_tokens text[] NOT NULL DEFAULT '{}';
      CREATE INDEX customer_attribute_tokens ON customer USING gin (attribute_tokens) WITH (fastupdate = off) WHERE merged_into IS NULL;
      CREATE INDEX customer_attributes ON customer USING gin ((plain -> 'attributes') jsonb_path_ops) WITH (fastupdate = off)
        WHERE merged_into IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX customer_attributes;
      ALTER TABLE customer DROP attribute_tokens;
      DROP TABLE attribute_conformance, attribute_definition;
    `);
  }
}
