import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of ownership and how they are applied, why a customer has its owner, hand-overs and claims. */
export class CreateOwnership1764220000001 implements MigrationInterface {
  readonly name = 'CreateOwnership1764220000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(owners);
    await runner.query(rules);
    await runner.query(handOvers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind IN ('employee.left', 'ownership.run', 'ownership.hand-over');
      DROP TABLE customer_claim, hand_over, ownership_run, ownership_turn, ownership_rules;
      DROP INDEX customer_without_employee, customer_without_employee_anywhere;
      ALTER TABLE customer DROP owned_because, DROP owned_by, DROP owned_since, DROP owned_by_rule;
    `);
  }
}

const owners = `
  ALTER TABLE customer
    ADD owned_because text CHECK (owned_because IN ('registered', 'rule', 'default', 'by_hand', 'handed_over', 'claimed', 'leaver')),
    ADD owned_by text,
    ADD owned_since timestamptz,
    ADD owned_by_rule boolean,
    ADD CONSTRAINT customer_owned_because_since CHECK ((owned_because IS NULL) = (owned_since IS NULL));
  -- Who needs an owner; see GET /ownership/unassigned.
  CREATE INDEX customer_without_employee_anywhere ON customer (id) WHERE merged_into IS NULL AND owner_employee_id IS NULL;
  CREATE INDEX customer_without_employee ON customer (owner_department, id) WHERE merged_into IS NULL AND owner_employee_id IS NULL;
`;

const rules = `
  CREATE TABLE ownership_rules (
    version integer PRIMARY KEY CHECK (version >= 1),
    rules jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL
  );
  -- Whose turn it is, by the name of the rule.
  CREATE TABLE ownership_turn (
    rule text PRIMARY KEY,
    turn bigint NOT NULL
  );
  CREATE TABLE ownership_run (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('preview', 'apply', 'hand_over')),
    state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
    -- Of preview and apply: the rules that are looked at. Of a hand-over of all customers of somebody: from whom to whom.
    task jsonb NOT NULL,
    -- The last customer that is done; ids are looked at in their order.
    done_to uuid,
    done integer NOT NULL CHECK (done >= 0),
    moved integer NOT NULL CHECK (moved >= 0),
    -- How many customers moved from which department to which.
    moves jsonb NOT NULL,
    -- The first hundred of them.
    customer_ids uuid[] NOT NULL CHECK (cardinality(customer_ids) <= 100),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    finished_at timestamptz CHECK ((finished_at IS NULL) = (state = 'running'))
  );
  -- Two at a time would each move what the other one has just moved.
  CREATE UNIQUE INDEX ownership_run_one_at_work ON ownership_run ((true)) WHERE state = 'running' AND kind <> 'hand_over';
  CREATE UNIQUE INDEX ownership_run_one_per_giver ON ownership_run ((task ->> 'fromEmployeeId'))
    WHERE state = 'running' AND kind = 'hand_over';
`;

const handOvers = `
  CREATE TABLE hand_over (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    kind text NOT NULL CHECK (kind IN ('offer', 'request')),
    -- As written; the id may be merged since.
    customer_id uuid NOT NULL REFERENCES customer,
    state text NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
    from_employee_id text,
    from_department text NOT NULL,
    to_employee_id text CHECK (to_employee_id IS NOT NULL OR kind = 'offer'),
    to_department text NOT NULL,
    reason text NOT NULL,
    -- Sealed under the customer's key.
    note text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    -- Null where it became void, or nobody answered.
    answered_by text,
    answered_at timestamptz CHECK ((answered_at IS NULL) = (state = 'offered'))
  );
  CREATE UNIQUE INDEX hand_over_one_open ON hand_over (customer_id) WHERE state = 'offered';
  CREATE INDEX hand_over_of_customer ON hand_over (customer_id, id);
  CREATE INDEX hand_over_to_employee ON hand_over (to_employee_id, id) WHERE to_employee_id IS NOT NULL;
  CREATE INDEX hand_over_to_department ON hand_over (to_department, id);
  CREATE INDEX hand_over_from_employee ON hand_over (from_employee_id, id) WHERE from_employee_id IS NOT NULL;
  CREATE INDEX hand_over_made_by ON hand_over (made_by, id);

  CREATE TABLE customer_claim (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer,
    state text NOT NULL CHECK (state IN ('granted', 'refused')),
    purpose text NOT NULL,
    claimed_by text NOT NULL,
    claimant_department text,
    claimed_at timestamptz NOT NULL,
    -- Who owned it when the claim was made.
    owner_employee_id text,
    owner_department text NOT NULL,
    hand_over_id uuid REFERENCES hand_over CHECK (hand_over_id IS NULL OR state = 'refused')
  );
  CREATE INDEX customer_claim_of_customer ON customer_claim (customer_id, id);
  CREATE TRIGGER customer_claim_is_immutable BEFORE UPDATE ON customer_claim FOR EACH ROW EXECUTE FUNCTION refuse_change();
`;
