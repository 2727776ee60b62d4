import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contacts, follow-ups and opportunities. Rows keep the customer id that they were written with, also over a merge. What
 * people wrote is sealed under that id.
 */
export class CreateSalesWork1764240000001 implements MigrationInterface {
  readonly name = 'CreateSalesWork1764240000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE opportunity (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version >= 1),
        customer_id uuid NOT NULL REFERENCES customer,
        -- Title and competitor.
        sealed text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        stage text NOT NULL CHECK (stage IN ('lead', 'qualified', 'proposal', 'negotiation', 'won', 'lost')),
        stage_since timestamptz NOT NULL,
        probability integer NOT NULL CHECK (probability BETWEEN 0 AND 100),
        -- Said by hand; otherwise that of the stage.
        probability_said boolean NOT NULL,
        expected_close_on date,
        products jsonb NOT NULL,
        source text NOT NULL,
        owner text NOT NULL,
        department text NOT NULL,
        reason text,
        order_id text,
        closed_at timestamptz,
        -- Last change of stage, or last time that the customer was reached.
        last_moved_at timestamptz NOT NULL,
        stalled_at timestamptz,
        -- Epochs of the two timers.
        stall_epoch integer NOT NULL,
        close_epoch integer NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CHECK ((stage IN ('won', 'lost')) = (closed_at IS NOT NULL)),
        CHECK ((stage IN ('won', 'lost')) = (reason IS NOT NULL)),
        CHECK (order_id IS NULL OR stage = 'won'),
        CHECK (stalled_at IS NULL OR closed_at IS NULL),
        CHECK (stage <> 'won' OR probability = 100),
        CHECK (stage <> 'lost' OR probability = 0)
      );
      CREATE INDEX opportunity_of_customer ON opportunity (customer_id, id);
      CREATE INDEX opportunity_of_owner ON opportunity (owner, id);
      CREATE INDEX opportunity_by_close ON opportunity ((coalesce(expected_close_on, 'infinity'::date)), id);
      CREATE INDEX opportunity_by_amount ON opportunity (amount_minor, id);
      CREATE INDEX opportunity_stalled ON opportunity (id) WHERE stalled_at IS NOT NULL;

      CREATE TABLE opportunity_stage_change (
        opportunity_id uuid NOT NULL REFERENCES opportunity,
        -- The version that it led to.
        version integer NOT NULL,
        -- Null: the beginning.
        from_stage text,
        to_stage text NOT NULL CHECK (to_stage IS DISTINCT FROM from_stage),
        reason text,
        seconds_in_stage bigint CHECK (seconds_in_stage >= 0),
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        probability integer NOT NULL,
        made_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (opportunity_id, version),
        CHECK ((from_stage IS NULL) = (seconds_in_stage IS NULL))
      );
      CREATE INDEX opportunity_stage_change_at ON opportunity_stage_change (changed_at);
      CREATE TRIGGER opportunity_stage_change_is_immutable BEFORE UPDATE ON opportunity_stage_change
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE opportunity_stage_rules (
        version integer PRIMARY KEY CHECK (version >= 1),
        rules jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL
      );

      CREATE TABLE interaction (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version >= 1),
        customer_id uuid NOT NULL REFERENCES customer,
        contact_person_id uuid REFERENCES customer,
        channel text NOT NULL,
        direction text NOT NULL CHECK (direction IN ('in', 'out')),
        occurred_at timestamptz NOT NULL,
        employee_id text NOT NULL,
        duration_seconds integer CHECK (duration_seconds >= 0),
        outcome text NOT NULL,
        -- Subject and notes; null: nothing was written.
        sealed text,
        -- The system that told of it, and its id there.
        source text,
        source_id text,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        CHECK ((source IS NULL) = (source_id IS NULL)),
        CONSTRAINT interaction_once UNIQUE (source, source_id)
      );
      CREATE INDEX interaction_of_customer ON interaction (customer_id, occurred_at, id);
      CREATE INDEX interaction_of_employee ON interaction (employee_id, occurred_at, id);
      CREATE INDEX interaction_at ON interaction (occurred_at, id);

      -- What was written down before it was corrected.
      CREATE TABLE interaction_version (
        interaction_id uuid NOT NULL REFERENCES interaction,
        version integer NOT NULL,
        channel text NOT NULL,
        direction text NOT NULL,
        occurred_at timestamptz NOT NULL,
        duration_seconds integer,
        outcome text NOT NULL,
        sealed text,
        -- Who wrote this version down, and when.
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (interaction_id, version)
      );
      CREATE TRIGGER interaction_version_is_immutable BEFORE UPDATE ON interaction_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE follow_up (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version >= 1),
        customer_id uuid NOT NULL REFERENCES customer,
        kind text NOT NULL CHECK (kind IN ('task', 'call', 'visit', 'reminder')),
        -- Subject, place, closing note.
        sealed text NOT NULL,
        due_at timestamptz NOT NULL,
        remind_at timestamptz[] NOT NULL,
        -- Null: the department as a whole.
        assignee text,
        department text NOT NULL,
        priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
        opportunity_id uuid REFERENCES opportunity,
        interaction_id uuid REFERENCES interaction,
        planned_from timestamptz,
        planned_to timestamptz,
        visit_purpose text,
        state text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
        postponed integer NOT NULL CHECK (postponed >= 0),
        outcome text,
        closed_by text,
        closed_at timestamptz,
        -- How far the steps of this epoch have come.
        reminded_at timestamptz,
        overdue_at timestamptz,
        escalated_at timestamptz,
        -- Whom it was brought to besides the assignee.
        brought_to text,
        epoch integer NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CHECK ((state = 'open') = (closed_at IS NULL)),
        CHECK ((state = 'open') = (closed_by IS NULL)),
        CHECK ((state = 'done') = (outcome IS NOT NULL)),
        CHECK (escalated_at IS NULL OR overdue_at IS NOT NULL),
        CHECK ((kind = 'visit') = (planned_from IS NOT NULL)),
        CHECK ((kind = 'visit') = (planned_to IS NOT NULL)),
        CHECK ((kind = 'visit') = (visit_purpose IS NOT NULL)),
        CHECK (planned_to > planned_from)
      );
      -- One next step of a contact.
      CREATE UNIQUE INDEX follow_up_of_interaction ON follow_up (interaction_id);
      CREATE INDEX follow_up_of_customer ON follow_up (customer_id, due_at, id);
      CREATE INDEX follow_up_of_assignee ON follow_up (assignee, due_at, id);
      CREATE INDEX follow_up_brought_to ON follow_up (brought_to, due_at, id) WHERE brought_to IS NOT NULL;
      CREATE INDEX follow_up_due ON follow_up (due_at, id);
      CREATE INDEX follow_up_open ON follow_up (due_at, id) WHERE state = 'open';
      CREATE INDEX follow_up_visit ON follow_up (assignee, planned_from) WHERE kind = 'visit' AND state <> 'cancelled';

      ALTER TABLE customer DROP CONSTRAINT customer_status_rule_check, ADD CONSTRAINT customer_status_rule_check
        CHECK (status_rule IN ('registered', 'purchase', 'no_purchase', 'by_hand', 'merge', 'open_opportunity', 'no_open_opportunity'));
      ALTER TABLE overview_part DROP CONSTRAINT overview_part_kind_check, ADD CONSTRAINT overview_part_kind_check
        CHECK (kind IN ('case', 'invitation', 'response', 'account', 'value', 'interactions', 'follow_up', 'opportunity'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind IN ('follow-up.step', 'follow-ups.leaver', 'opportunity.stalled', 'opportunity.close');
      DELETE FROM overview_part WHERE kind IN ('interactions', 'follow_up', 'opportunity');
      ALTER TABLE overview_part DROP CONSTRAINT overview_part_kind_check, ADD CONSTRAINT overview_part_kind_check
        CHECK (kind IN ('case', 'invitation', 'response', 'account', 'value'));
      UPDATE customer SET status_rule = NULL WHERE status_rule IN ('open_opportunity', 'no_open_opportunity');
      ALTER TABLE customer DROP CONSTRAINT customer_status_rule_check, ADD CONSTRAINT customer_status_rule_check
        CHECK (status_rule IN ('registered', 'purchase', 'no_purchase', 'by_hand', 'merge'));
      DROP TABLE follow_up, interaction_version, interaction, opportunity_stage_rules, opportunity_stage_change, opportunity;
    `);
  }
}
