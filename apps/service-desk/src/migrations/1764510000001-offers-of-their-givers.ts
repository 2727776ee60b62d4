import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who gave a case away finds the offers. */
export class OffersOfTheirGivers1764510000001 implements MigrationInterface {
  readonly name = 'OffersOfTheirGivers1764510000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX handover_given ON handover (from_employee_id, state, id) WHERE cause = 'offer';
      CREATE INDEX handover_made ON handover (offered_by, state, id) WHERE cause = 'offer';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX handover_given; DROP INDEX handover_made');
  }
}
