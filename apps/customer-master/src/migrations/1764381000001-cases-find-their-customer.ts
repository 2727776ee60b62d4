import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A case of somebody unknown may become a customer's: its entries wait for that, and are found by the case. */
export class CasesFindTheirCustomer1764381000001 implements MigrationInterface {
  readonly name = 'CasesFindTheirCustomer1764381000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE overview_timeline ALTER COLUMN customer_id DROP NOT NULL;
      CREATE INDEX overview_timeline_of_case ON overview_timeline ((facts->>'caseId')) WHERE source = 'service-desk';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX overview_timeline_of_case;
      DELETE FROM overview_timeline WHERE customer_id IS NULL;
      ALTER TABLE overview_timeline ALTER COLUMN customer_id SET NOT NULL;
    `);
  }
}
