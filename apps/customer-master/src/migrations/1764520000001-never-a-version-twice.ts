import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An id that was merged shows the survivor's versions, and after an unmerge its own again: it skips those that it showed
 * meanwhile. The numbers of its events go on without a gap.
 */
export class NeverAVersionTwice1764520000001 implements MigrationInterface {
  readonly name = 'NeverAVersionTwice1764520000001';

  async up(runner: QueryRunner): Promise<void> {
    // Not validated: what is there has the default, and looking through the table would lock it meanwhile.
    await runner.query(`
      ALTER TABLE customer ADD versions_skipped integer NOT NULL DEFAULT 0,
        ADD CONSTRAINT customer_versions_skipped_check CHECK (versions_skipped >= 0) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customer DROP versions_skipped');
  }
}
