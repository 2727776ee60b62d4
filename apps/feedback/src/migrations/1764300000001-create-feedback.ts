import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFeedback1764300000001 implements MigrationInterface {
  readonly name = 'CreateFeedback1764300000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(invitation);
    await runner.query(response);
    await runner.query(appendOnly);
    await runner.query(followUp);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE follow_up; DROP TABLE response; DROP FUNCTION refuse_response_change; DROP TABLE invitation',
    );
  }
}

const invitation = `
  CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    customer_id uuid NOT NULL,
    case_id uuid NOT NULL,
    cycle integer NOT NULL CHECK (cycle >= 1),
    state text NOT NULL CHECK (state IN
      ('planned', 'suppressed', 'requested', 'sent', 'opened', 'responded', 'expired', 'bounced')),
    suppression_reason text CHECK (suppression_reason IN ('not_contactable', 'message_suppressed')),
    token_hash text CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    message_id uuid,
    planned_at timestamptz NOT NULL,
    requested_at timestamptz,
    sent_at timestamptz,
    opened_at timestamptz,
    responded_at timestamptz,
    valid_until timestamptz CHECK (valid_until > requested_at),
    CONSTRAINT invitation_once_per_closing UNIQUE (case_id, cycle),
    CONSTRAINT invitation_token UNIQUE (token_hash),
    CONSTRAINT invitation_message UNIQUE (message_id),
    CONSTRAINT invitation_suppressed_with_reason CHECK ((state = 'suppressed') = (suppression_reason IS NOT NULL)),
    CONSTRAINT invitation_responded_at CHECK ((state = 'responded') = (responded_at IS NOT NULL)),
    CONSTRAINT invitation_requested_whole CHECK (num_nulls(requested_at, token_hash, message_id, valid_until) IN (0, 4)),
    CONSTRAINT invitation_requested_first CHECK (state IN ('planned', 'suppressed') OR requested_at IS NOT NULL)
  );
  CREATE INDEX invitation_customer ON invitation (customer_id, id);
  CREATE INDEX invitation_state ON invitation (state, id);
  CREATE INDEX invitation_planned ON invitation (planned_at);`;

const response = `
  CREATE TABLE response (
    id uuid PRIMARY KEY,
    invitation_id uuid NOT NULL REFERENCES invitation,
    customer_id uuid NOT NULL,
    case_id uuid NOT NULL,
    nps smallint CHECK (nps BETWEEN 0 AND 10),
    csat smallint CHECK (csat BETWEEN 1 AND 5),
    comment text,
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    answered_at timestamptz NOT NULL,
    CONSTRAINT response_once_per_invitation UNIQUE (invitation_id),
    CONSTRAINT response_says_something CHECK (num_nonnulls(nps, csat) >= 1)
  );
  CREATE INDEX response_customer ON response (customer_id, id);
  CREATE INDEX response_answered ON response (answered_at);`;

/** Answers are evidence. The one change allowed is to take the words away (erasure); the score stays, without them. */
const appendOnly = `
  CREATE FUNCTION refuse_response_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      IF NEW.comment IS NULL AND to_jsonb(NEW) - 'comment' = to_jsonb(OLD) - 'comment' THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'an answer never changes' USING ERRCODE = 'restrict_violation';
  END $$;
  CREATE TRIGGER response_is_append_only BEFORE UPDATE OR DELETE ON response
    FOR EACH ROW EXECUTE FUNCTION refuse_response_change();
  CREATE TRIGGER response_is_not_emptied BEFORE TRUNCATE ON response
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_response_change();`;

const followUp = `
  CREATE TABLE follow_up (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    response_id uuid NOT NULL REFERENCES response,
    customer_id uuid NOT NULL,
    case_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('detractor', 'low_csat')),
    score smallint NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'case_opened', 'recovered', 'not_recovered')),
    follow_up_case_id uuid,
    closed_cycle integer,
    requested_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT follow_up_once_per_response UNIQUE (response_id),
    CONSTRAINT follow_up_case UNIQUE (follow_up_case_id),
    CONSTRAINT follow_up_score_is_bad CHECK (
      (reason = 'detractor' AND score BETWEEN 0 AND 6) OR (reason = 'low_csat' AND score BETWEEN 1 AND 2)),
    CONSTRAINT follow_up_with_case CHECK ((state = 'requested') = (follow_up_case_id IS NULL)),
    CONSTRAINT follow_up_closed CHECK (
      (state IN ('recovered', 'not_recovered')) = (closed_at IS NOT NULL)
      AND (closed_at IS NULL) = (closed_cycle IS NULL))
  );
  CREATE INDEX follow_up_state ON follow_up (state, id);
  CREATE INDEX follow_up_customer ON follow_up (customer_id);`;
