import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a customer stands as it does, the rules of it, and who is watched for staying away. */
export class CreateStanding1764200000002 implements MigrationInterface {
  readonly name = 'CreateStanding1764200000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE status_rules (
        version integer PRIMARY KEY CHECK (version >= 1),
        rules jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        -- The last active customer that was looked at again by this version, in the order of the ids.
        done_to uuid,
        applied_at timestamptz
      );
      ALTER TABLE customer
        ADD status_rule text CHECK (status_rule IN ('registered', 'purchase', 'no_purchase', 'by_hand', 'merge')),
        ADD status_by text,
        ADD status_at timestamptz;
      CREATE INDEX customer_undesirable ON customer (status_at) WHERE merged_into IS NULL AND status = 'undesirable';
      CREATE INDEX customer_active ON customer (id) WHERE merged_into IS NULL AND status = 'active';
      CREATE TABLE customer_status_change (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customer,
        from_status text NOT NULL,
        to_status text NOT NULL,
        reason text,
        rule text NOT NULL,
        made_by text,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX customer_status_change_of ON customer_status_change (customer_id, id);
      CREATE TRIGGER customer_status_change_is_immutable BEFORE UPDATE ON customer_status_change
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      -- How often somebody began to be watched: the epoch of the timer.
      CREATE TABLE lost_watch (
        customer_id uuid PRIMARY KEY REFERENCES customer,
        epoch integer NOT NULL
      );
      -- Who is active already is looked at as soon as the service runs.
      INSERT INTO lost_watch (customer_id, epoch) SELECT id, 1 FROM customer WHERE status = 'active' AND merged_into IS NULL;
      INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
        SELECT gen_random_uuid(), 'standing.lost', customer_id, epoch, now(), now() FROM lost_watch;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind IN ('standing.lost', 'standing.rules');
      DROP TABLE lost_watch, customer_status_change, status_rules;
      ALTER TABLE customer DROP status_rule, DROP status_by, DROP status_at;
    `);
  }
}
