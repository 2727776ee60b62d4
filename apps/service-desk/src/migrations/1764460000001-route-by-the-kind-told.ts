import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A case changes its owner since it is of another kind than it was routed as. */
export class RouteByTheKindTold1764460000001 implements MigrationInterface {
  readonly name = 'RouteByTheKindTold1764460000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(causes("'offer', 'recusal', 'claimed', 'absence', 'left', 'kind_changed'"));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE handover SET cause = 'absence' WHERE cause = 'kind_changed';`);
    await runner.query(causes("'offer', 'recusal', 'claimed', 'absence', 'left'"));
  }
}

const causes = (all: string): string => `
  ALTER TABLE handover DROP CONSTRAINT handover_cause_check, ADD CONSTRAINT handover_cause_check CHECK (cause IN (${all}));`;
