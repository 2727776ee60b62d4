import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateIdempotencyKeys1764000000201 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1764000000201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_key (
        id bytea PRIMARY KEY,
        fingerprint bytea NOT NULL,
        answer bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_key');
  }
}

/** Tables that this library needs in every service's database. */
export const platformMigrations = [CreateIdempotencyKeys1764000000201];
