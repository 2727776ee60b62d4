import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether somebody told what the customer wants, so that the first contact that does says it for its case. */
export class KindsNotTold1764420000002 implements MigrationInterface {
  readonly name = 'KindsNotTold1764420000002';

  /** Until now mails told no kind, and only they; of cases that are over nothing changes any more. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE intake ALTER COLUMN kind DROP NOT NULL;
      ALTER TABLE service_case ADD COLUMN kind_told boolean NOT NULL DEFAULT true;
      UPDATE intake i SET kind = NULL FROM service_case c
      WHERE c.id = i.case_id AND c.state NOT IN ('closed', 'merged', 'withdrawn') AND i.channel = 'email' AND i.kind = 'enquiry';
      UPDATE service_case c SET kind_told = false
      WHERE c.state NOT IN ('resolved', 'callback_pending', 'closed', 'merged', 'withdrawn') AND c.kind = 'enquiry'
        AND c.origin = 'intake' AND NOT EXISTS (SELECT FROM intake i WHERE i.case_id = c.id AND i.kind IS NOT NULL);
      ALTER TABLE service_case ADD CONSTRAINT case_kind_told CHECK (kind_told OR (kind = 'enquiry' AND outcome IS NULL));`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE service_case DROP COLUMN kind_told;
      UPDATE intake SET kind = 'enquiry' WHERE kind IS NULL;
      ALTER TABLE intake ALTER COLUMN kind SET NOT NULL;`);
  }
}
