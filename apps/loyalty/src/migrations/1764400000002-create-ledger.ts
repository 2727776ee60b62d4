import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 2^53 - 1: what a JSON number holds exactly. A larger sum must fail when it is written, not when it is read. */
const mostPoints = 9_007_199_254_740_991n;

/**
 * Accounts and the double-entry ledger that explains them. The constraints carry the invariants: an entry's postings sum
 * to 0, nothing is ever changed or deleted, an order line earns once, and no more is taken back than was given.
 */
export class CreateLedger1764400000002 implements MigrationInterface {
  readonly name = 'CreateLedger1764400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(accounts);
    await runner.query(ledger);
    await runner.query(guards);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE posting; DROP TABLE journal_entry; DROP TABLE redemption; DROP TABLE earning_line;
      DROP TABLE earning_order; DROP TABLE account; DROP FUNCTION require_balanced_entry`);
  }
}

const accounts = `
  CREATE TABLE account (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES program,
    customer_id uuid NOT NULL,
    available bigint NOT NULL DEFAULT 0,
    debt bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    CONSTRAINT account_once UNIQUE (program_id, customer_id),
    CONSTRAINT account_available CHECK (available BETWEEN 0 AND ${mostPoints}),
    CONSTRAINT account_debt CHECK (debt BETWEEN 0 AND ${mostPoints}),
    CONSTRAINT account_debt_first CHECK (available = 0 OR debt = 0),
    UNIQUE (id, program_id)
  );

  CREATE TABLE earning_order (
    program_id uuid NOT NULL REFERENCES program,
    source text NOT NULL,
    order_id text NOT NULL,
    customer_id uuid NOT NULL,
    cancelled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (program_id, source, order_id)
  );

  CREATE TABLE earning_line (
    program_id uuid NOT NULL,
    order_source text NOT NULL,
    order_id text NOT NULL,
    line_id text NOT NULL,
    paid_minor bigint CHECK (paid_minor >= 0),
    returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND ${mostPoints}),
    accrued bigint NOT NULL DEFAULT 0,
    reversed bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (program_id, order_source, order_id, line_id),
    FOREIGN KEY (program_id, order_source, order_id) REFERENCES earning_order,
    CONSTRAINT earning_line_paid CHECK (accrued = 0 OR paid_minor IS NOT NULL),
    CONSTRAINT earning_line_reversed CHECK (reversed BETWEEN 0 AND accrued)
  );

  CREATE TABLE redemption (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES program,
    customer_id uuid NOT NULL,
    points bigint NOT NULL CHECK (points > 0),
    reward text,
    note text,
    state text NOT NULL CHECK (state IN ('redeemed', 'cancelled')),
    version integer NOT NULL,
    redeemed_at timestamptz NOT NULL,
    redeemed_by text NOT NULL,
    cancelled_at timestamptz,
    cancelled_by text,
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL))
  )`;

const ledger = `
  CREATE TABLE journal_entry (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL,
    kind text NOT NULL
      CHECK (kind IN ('accrual', 'return', 'cancellation', 'redemption', 'redemption_cancelled', 'adjustment')),
    happened_at timestamptz NOT NULL,
    booked_at timestamptz NOT NULL DEFAULT now(),
    booked_by text,
    order_source text,
    order_id text,
    redemption_id uuid REFERENCES redemption,
    rule_version integer,
    memo text,
    UNIQUE (id, program_id, kind),
    CONSTRAINT journal_entry_redemption_once UNIQUE (redemption_id, kind),
    FOREIGN KEY (program_id, order_source, order_id) REFERENCES earning_order,
    FOREIGN KEY (program_id, rule_version) REFERENCES program_rule,
    CHECK ((kind IN ('accrual', 'return', 'cancellation')) = (order_source IS NOT NULL AND order_id IS NOT NULL)),
    CHECK ((kind IN ('redemption', 'redemption_cancelled')) = (redemption_id IS NOT NULL)),
    CHECK ((kind = 'accrual') = (rule_version IS NOT NULL)),
    CHECK ((kind = 'adjustment') = (memo IS NOT NULL)),
    CHECK ((kind IN ('accrual', 'return', 'cancellation')) = (booked_by IS NULL))
  );

  CREATE TABLE posting (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id uuid NOT NULL,
    program_id uuid NOT NULL,
    kind text NOT NULL,
    account_id uuid,
    book text NOT NULL,
    points bigint NOT NULL CHECK (points <> 0),
    order_source text,
    order_id text,
    line_id text,
    occasion text NOT NULL DEFAULT '',
    FOREIGN KEY (entry_id, program_id, kind) REFERENCES journal_entry (id, program_id, kind),
    FOREIGN KEY (account_id, program_id) REFERENCES account (id, program_id),
    FOREIGN KEY (program_id, order_source, order_id, line_id) REFERENCES earning_line,
    CONSTRAINT posting_member_book CHECK ((account_id IS NOT NULL) = (book IN ('available', 'debt'))),
    CONSTRAINT posting_program_book CHECK (account_id IS NOT NULL OR book = CASE kind
      WHEN 'redemption' THEN 'redeemed' WHEN 'redemption_cancelled' THEN 'redeemed'
      WHEN 'adjustment' THEN 'adjusted' ELSE 'issued' END),
    CONSTRAINT posting_line CHECK (
      (book = 'issued') = (order_source IS NOT NULL AND order_id IS NOT NULL AND line_id IS NOT NULL)),
    CONSTRAINT posting_occasion CHECK (occasion = '' OR kind = 'return'),
    CONSTRAINT posting_direction CHECK (kind = 'adjustment'
      OR (points > 0) = ((account_id IS NOT NULL) = (kind IN ('accrual', 'redemption_cancelled'))))
  );
  CREATE UNIQUE INDEX posting_line_once ON posting (program_id, order_source, order_id, line_id, kind, occasion)
    WHERE line_id IS NOT NULL;
  CREATE INDEX posting_account ON posting (account_id, id) WHERE account_id IS NOT NULL;
  CREATE INDEX posting_entry ON posting (entry_id)`;

const guards = `
  CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE FUNCTION require_balanced_entry() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    entry uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    sides integer;
    total numeric;
  BEGIN
    SELECT count(DISTINCT account_id IS NULL), coalesce(sum(points), 0) INTO sides, total FROM posting WHERE entry_id = entry;
    IF sides <> 2 OR total <> 0 THEN
      RAISE EXCEPTION 'entry % has postings on % of 2 sides that sum to %', entry, sides, total
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced', TABLE = 'posting';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER journal_entry_balanced AFTER INSERT ON journal_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_entry('id');
  CREATE CONSTRAINT TRIGGER posting_balanced AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_entry('entry_id')`;
