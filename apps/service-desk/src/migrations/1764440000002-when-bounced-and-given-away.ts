import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Key figures and the report of hand-overs look for bounces and for cases given away by when that happened. */
export class WhenBouncedAndGivenAway1764440000002 implements MigrationInterface {
  readonly name = 'WhenBouncedAndGivenAway1764440000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX handover_bounced_at ON handover ((CASE WHEN is_return THEN offered_at ELSE answered_at END))
        WHERE bounce IS NOT NULL;
      CREATE INDEX handover_given_away_at ON handover ((coalesce(decided_at, answered_at)))
        WHERE state IN ('accepted', 'adjudicated')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX handover_given_away_at; DROP INDEX handover_bounced_at');
  }
}
