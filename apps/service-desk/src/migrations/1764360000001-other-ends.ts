import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases may also end withdrawn, or merged into another one. */
export class OtherEnds1764360000001 implements MigrationInterface {
  readonly name = 'OtherEnds1764360000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [ends, guard, indexes]) await runner.query(statements);
  }

  async down(): Promise<void> {
    throw new Error('Cases that were merged or withdrawn would be lost: restore the database from before.');
  }
}

const ends = `
  ALTER TABLE service_case
    DROP CONSTRAINT service_case_state_check,
    ADD CONSTRAINT service_case_state_check CHECK (state IN ('received', 'acknowledged', 'in_progress', 'waiting_customer',
      'waiting_third_party', 'resolved', 'callback_pending', 'closed', 'reopened', 'merged', 'withdrawn')),
    ADD COLUMN merged_into_id uuid REFERENCES service_case,
    ADD COLUMN merged_at timestamptz,
    ADD COLUMN withdrawal_reason text,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_by text,
    ADD CONSTRAINT case_merged CHECK (
      (state = 'merged') = (merged_into_id IS NOT NULL) AND num_nulls(merged_into_id, merged_at) IN (0, 2)),
    ADD CONSTRAINT case_not_into_itself CHECK (merged_into_id <> id),
    ADD CONSTRAINT case_withdrawal_reason CHECK (
      withdrawal_reason IN ('customer_withdrew', 'handled_elsewhere', 'opened_by_mistake', 'spam', 'test')),
    ADD CONSTRAINT case_withdrawn CHECK (
      (state = 'withdrawn') = (withdrawn_at IS NOT NULL)
      AND num_nulls(withdrawal_reason, withdrawn_at, withdrawn_by) IN (0, 3)),
    -- What needs a call-back is not ended without one by whoever resolved it, nor a complaint by whom it is about.
    ADD CONSTRAINT case_withdrawn_by_somebody_else CHECK (
      NOT (withdrawn_by = ANY (complained_of)) AND (kind IN ('enquiry', 'request') OR withdrawn_by <> handler_employee_id));`;

/** A merge is for good and goes into an open case, so that no chain of merges comes back to where it began. */
const guard = `
  CREATE FUNCTION guard_case_merge() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'merged' THEN
      IF NEW.state <> 'merged' OR NEW.merged_into_id <> OLD.merged_into_id THEN
        RAISE EXCEPTION 'case % was merged for good', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'case_merged_for_good';
      END IF;
    ELSIF NEW.state = 'merged' THEN
      PERFORM FROM service_case WHERE id = NEW.merged_into_id AND state NOT IN ('closed', 'merged', 'withdrawn') FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'case % is not open', NEW.merged_into_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'case_merged_into_open';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER case_merge BEFORE INSERT OR UPDATE OF state, merged_into_id ON service_case
    FOR EACH ROW WHEN (NEW.state = 'merged') EXECUTE FUNCTION guard_case_merge();
  CREATE TRIGGER case_merged_for_good BEFORE UPDATE OF state, merged_into_id ON service_case
    FOR EACH ROW WHEN (OLD.state = 'merged' AND NEW.state <> 'merged') EXECUTE FUNCTION guard_case_merge();`;

const indexes = `
  DROP INDEX case_once_per_order;
  DROP INDEX case_once_per_product;
  CREATE UNIQUE INDEX case_once_per_order ON service_case (customer_id, kind, order_id)
    WHERE sole AND state NOT IN ('closed', 'merged', 'withdrawn') AND order_id IS NOT NULL;
  CREATE UNIQUE INDEX case_once_per_product ON service_case (customer_id, kind, product_id)
    WHERE sole AND state NOT IN ('closed', 'merged', 'withdrawn') AND order_id IS NULL AND product_id IS NOT NULL;
  CREATE INDEX case_merged_into ON service_case (merged_into_id) WHERE merged_into_id IS NOT NULL;
  CREATE INDEX case_withdrawn_at ON service_case (withdrawn_at) WHERE withdrawn_at IS NOT NULL;`;
