import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a hand-over ended without an answer. */
export class HandOversToLeavers1764520000006 implements MigrationInterface {
  readonly name = 'HandOversToLeavers1764520000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE hand_over ADD ended_because text CHECK (ended_because IN ('receiver_left'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE hand_over DROP ended_because');
  }
}
