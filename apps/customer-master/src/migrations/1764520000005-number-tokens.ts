import { Timers } from '@crm/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers from before tax and member numbers could be searched are found by theirs, without having to change first. */
export class NumberTokens1764520000005 implements MigrationInterface {
  readonly name = 'NumberTokens1764520000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE number_token_progress (
        is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
        -- The last customer that was looked at.
        done_to uuid,
        is_done boolean NOT NULL
      );
      INSERT INTO number_token_progress (is_done) VALUES (false);
    `);
    await new Timers().arm(runner.manager, {
      kind: 'customers.number-tokens',
      aggregateId: 'all',
      epoch: 1,
      // When no process of the release before writes customers any more: it would leave these tokens out.
      dueAt: new Date(Date.now() + 3_600_000),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await new Timers().cancel(runner.manager, 'customers.number-tokens', 'all');
    await runner.query('DROP TABLE number_token_progress');
  }
}
