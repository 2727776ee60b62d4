import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last scores that each customer gave; a read model, filled by feedback's events. */
export class CustomerPulse1764380000002 implements MigrationInterface {
  readonly name = 'CustomerPulse1764380000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_pulse (
        customer_id uuid PRIMARY KEY,
        nps integer CHECK (nps BETWEEN 0 AND 10),
        nps_at timestamptz,
        csat integer CHECK (csat BETWEEN 1 AND 5),
        csat_at timestamptz,
        CHECK ((nps IS NULL) = (nps_at IS NULL) AND (csat IS NULL) = (csat_at IS NULL))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_pulse');
  }
}
