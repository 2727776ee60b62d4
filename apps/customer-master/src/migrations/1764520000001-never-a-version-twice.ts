import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An id that was merged shows the survivor's versions, and after an unmerge its own again: it skips those that it showed
 * meanwhile. The numbers of its events go on without a gap.
 */
export class NeverAVersionTwice1764520000001 implements MigrationInterface {
  readonly name = 'NeverAVersionTwice1764520000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE customer ADD versions_skipped integer NOT NULL DEFAULT 0 CHECK (versions_skipped >= 0)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customer DROP versions_skipped');
  }
}
