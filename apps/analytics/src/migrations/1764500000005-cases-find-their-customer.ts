import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose case it is may be said later, or corrected; of several such words the highest version counts. */
export class CasesFindTheirCustomer1764500000005 implements MigrationInterface {
  readonly name = 'CasesFindTheirCustomer1764500000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE fact_case ADD COLUMN linked_customer_id uuid, ADD COLUMN linked_version integer,
        ADD CHECK ((linked_customer_id IS NULL) = (linked_version IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fact_case DROP COLUMN linked_version, DROP COLUMN linked_customer_id');
  }
}
