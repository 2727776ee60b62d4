import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Unknown people are known again by their contact point, contacts may change their case, and mails find theirs. */
export class RecogniseByWordsAndMail1764350000001 implements MigrationInterface {
  readonly name = 'RecogniseByWordsAndMail1764350000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [people, decisions, lastIntake, mails]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE ignored_mail; DROP TABLE case_message;
      DROP TRIGGER intake_last_stays ON intake; DROP FUNCTION keep_last_intake();
      UPDATE intake SET decision = 'opened' WHERE decision = 'suggested';
      ALTER TABLE intake DROP CONSTRAINT intake_decision_check, DROP COLUMN contact_key;
      ALTER TABLE intake ADD CONSTRAINT intake_decision_check CHECK (decision IN ('opened', 'attached'));
      ALTER TABLE service_case DROP COLUMN contact_key;`);
  }
}

/** Contacts from before have no key: they are known by their customer only. */
const people = `
  ALTER TABLE intake ADD COLUMN contact_key text;
  CREATE INDEX intake_stranger ON intake (contact_key) WHERE customer_id IS NULL AND contact_key IS NOT NULL;
  ALTER TABLE service_case ADD COLUMN contact_key text;
  CREATE UNIQUE INDEX case_once_per_order_of_stranger ON service_case (contact_key, kind, order_id)
    WHERE sole AND state NOT IN ('closed', 'merged', 'withdrawn') AND customer_id IS NULL AND order_id IS NOT NULL;
  CREATE UNIQUE INDEX case_once_per_product_of_stranger ON service_case (contact_key, kind, product_id)
    WHERE sole AND state NOT IN ('closed', 'merged', 'withdrawn') AND customer_id IS NULL AND order_id IS NULL
      AND product_id IS NOT NULL;`;

const decisions = `
  ALTER TABLE intake DROP CONSTRAINT intake_decision_check;
  ALTER TABLE intake ADD CONSTRAINT intake_decision_check CHECK (decision IN ('opened', 'attached', 'suggested'));`;

/** A case that began with a contact keeps one, unless it gives all of them to the case that it is merged into. */
const lastIntake = `
  CREATE FUNCTION keep_last_intake() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM intake WHERE case_id = OLD.case_id) AND EXISTS (
      SELECT 1 FROM service_case WHERE id = OLD.case_id AND origin = 'intake' AND state NOT IN ('merged', 'withdrawn'))
    THEN RAISE EXCEPTION 'intake_last_stays: the only contact of case %', OLD.case_id USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER intake_last_stays AFTER UPDATE OF case_id ON intake
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.case_id <> NEW.case_id) EXECUTE FUNCTION keep_last_intake();`;

/** Which case a message to the customer was about, so that its answer is known; and mails that nobody wrote. */
const mails = `
  CREATE TABLE case_message (
    message_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    sent_at timestamptz NOT NULL
  );
  CREATE INDEX case_message_case ON case_message (case_id, sent_at);
  CREATE TABLE ignored_mail (
    external_id text PRIMARY KEY,
    reason text NOT NULL CHECK (reason IN ('auto_reply', 'bounce', 'list_mail', 'own_message')),
    received_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
  );
  CREATE INDEX ignored_mail_recorded ON ignored_mail (recorded_at);`;
