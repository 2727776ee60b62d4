import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The open task to call a customer back is due with its clock, whoever moves or starts that. */
export class CallbacksDueWithClocks1764430000001 implements MigrationInterface {
  readonly name = 'CallbacksDueWithClocks1764430000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION callback_due_with_clock() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE callback_task SET due_at = NEW.due_at
        WHERE case_id = NEW.case_id AND cycle = NEW.cycle AND state = 'open' AND due_at <> NEW.due_at;
        RETURN NULL;
      END $$;
      CREATE TRIGGER callback_due_with_clock AFTER INSERT OR UPDATE OF due_at ON sla_clock
        FOR EACH ROW WHEN (NEW.metric = 'callback' AND NEW.state <> 'cancelled') EXECUTE FUNCTION callback_due_with_clock();
      UPDATE callback_task t SET due_at = k.due_at FROM sla_clock k
      WHERE t.state = 'open' AND k.case_id = t.case_id AND k.cycle = t.cycle AND k.metric = 'callback'
        AND k.state <> 'cancelled' AND t.due_at <> k.due_at;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER callback_due_with_clock ON sla_clock; DROP FUNCTION callback_due_with_clock');
  }
}
