import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices to staff, replies that customers read behind a link, and what they answer there. */
export class StaffAndCustomersTalk1764380000001 implements MigrationInterface {
  readonly name = 'StaffAndCustomersTalk1764380000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [notices, replies, answers]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind = 'notices.retention';
      DROP TABLE reply_answer; DROP TABLE reply; DROP TABLE notice`);
  }
}

/** One for each person and cause: an entry of the history of a case. The first timer of the chain that forgets old ones. */
const notices = `
  CREATE TABLE notice (
    id uuid PRIMARY KEY,
    employee_id text NOT NULL,
    kind text NOT NULL,
    case_id uuid NOT NULL REFERENCES service_case,
    entry_id uuid NOT NULL REFERENCES case_entry,
    created_at timestamptz NOT NULL,
    read_at timestamptz CHECK (read_at >= created_at),
    CONSTRAINT notice_once UNIQUE (employee_id, entry_id)
  );
  CREATE INDEX notice_of_employee ON notice (employee_id, id);
  CREATE INDEX notice_unread ON notice (employee_id, id) WHERE read_at IS NULL;
  CREATE INDEX notice_age ON notice USING brin (created_at);
  INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
  VALUES (gen_random_uuid(), 'notices.retention', 'notices', 1, now(), now());`;

/** What nobody can be sent has no link; what has one was asked of customer-master. */
const replies = `
  CREATE TABLE reply (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    words text NOT NULL,
    article_id uuid,
    wished_channel text CHECK (wished_channel IN ('email', 'sms', 'wechat')),
    by_employee_id text NOT NULL,
    by_department text NOT NULL,
    written_at timestamptz NOT NULL,
    delivery text NOT NULL CHECK (delivery IN ('queued', 'sent', 'suppressed', 'bounced', 'not_possible')),
    reason text,
    channel text,
    told_at timestamptz,
    message_id uuid,
    token_hash text,
    valid_until timestamptz CHECK (valid_until > written_at),
    withdrawn_at timestamptz,
    read_at timestamptz,
    CONSTRAINT reply_per_message UNIQUE (message_id),
    CONSTRAINT reply_per_link UNIQUE (token_hash),
    CONSTRAINT reply_link CHECK (num_nulls(message_id, token_hash, valid_until) = CASE delivery WHEN 'not_possible' THEN 3 ELSE 0 END),
    CONSTRAINT reply_reason CHECK ((delivery IN ('suppressed', 'not_possible')) = (reason IS NOT NULL)),
    CONSTRAINT reply_told CHECK ((delivery IN ('sent', 'suppressed', 'bounced')) = (told_at IS NOT NULL))
  );
  CREATE INDEX reply_case ON reply (case_id, id);`;

/** The same answer to a reply counts once, and there is an end to the answers. */
const answers = `
  CREATE TABLE reply_answer (
    intake_id uuid PRIMARY KEY REFERENCES intake,
    reply_id uuid NOT NULL REFERENCES reply,
    number integer NOT NULL CHECK (number BETWEEN 1 AND 20),
    fingerprint text NOT NULL,
    CONSTRAINT reply_answer_number UNIQUE (reply_id, number),
    CONSTRAINT reply_answer_once UNIQUE (reply_id, fingerprint)
  );`;
