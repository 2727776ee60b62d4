import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateDirectory1764000002001 implements MigrationInterface {
  readonly name = 'CreateDirectory1764000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_card (
        customer_id uuid PRIMARY KEY,
        version integer NOT NULL,
        kind text NOT NULL,
        display_name text,
        status text NOT NULL,
        owner_employee_id text,
        owner_department text NOT NULL,
        level text,
        contactable jsonb NOT NULL,
        merged_into uuid CHECK (merged_into <> customer_id)
      );
      CREATE INDEX customer_card_merged ON customer_card (merged_into) WHERE merged_into IS NOT NULL;

      CREATE TABLE customer_contact_key (
        customer_id uuid NOT NULL REFERENCES customer_card ON DELETE CASCADE,
        type text NOT NULL,
        key text NOT NULL,
        PRIMARY KEY (type, key, customer_id)
      );
      CREATE INDEX customer_contact_key_customer ON customer_contact_key (customer_id);

      CREATE TABLE employee_card (
        employee_id text PRIMARY KEY,
        version integer NOT NULL,
        department text NOT NULL,
        supervisor_id text,
        roles text[] NOT NULL,
        skills text[] NOT NULL,
        active boolean NOT NULL,
        absent_from timestamptz,
        absent_to timestamptz,
        substitute_id text
      );
      CREATE INDEX employee_card_department ON employee_card (department);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE employee_card; DROP TABLE customer_contact_key; DROP TABLE customer_card');
  }
}

/** Tables of the read copies; every service but customer-master runs them. */
export const directoryMigrations = [CreateDirectory1764000002001];
