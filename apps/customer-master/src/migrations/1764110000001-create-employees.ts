import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEmployees1764110000001 implements MigrationInterface {
  readonly name = 'CreateEmployees1764110000001';

  async up(runner: QueryRunner): Promise<void> {
    // No foreign keys between them: the OA sends employees and departments in any order.
    await runner.query(`
      CREATE TABLE department (
        id text PRIMARY KEY,
        version integer NOT NULL,
        name text NOT NULL,
        parent_id text CHECK (parent_id <> id),
        head text,
        observed_at timestamptz NOT NULL
      );

      CREATE TABLE employee (
        id text PRIMARY KEY,
        version integer NOT NULL,
        name text NOT NULL,
        department_id text NOT NULL,
        supervisor_id text,
        roles text[] NOT NULL,
        skills text[] NOT NULL,
        active boolean NOT NULL,
        absent_from timestamptz,
        absent_to timestamptz,
        substitute_id text,
        observed_at timestamptz NOT NULL,
        CHECK (absent_to > absent_from)
      );
      CREATE INDEX employee_department ON employee (department_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE employee; DROP TABLE department');
  }
}
