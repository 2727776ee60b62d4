import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is at stake lies in the pair, so that the queue of pairs is read in its order, however long it is. */
export class OrderReviews1764280000001 implements MigrationInterface {
  readonly name = 'OrderReviews1764280000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What an hour with a customer is worth, beside one with a basic customer.
      CREATE FUNCTION customer_stake(level text) RETURNS smallint LANGUAGE sql IMMUTABLE AS
        $$ SELECT CASE level WHEN 'diamond' THEN 5 WHEN 'gold' THEN 3 WHEN 'silver' THEN 2 ELSE 1 END::smallint $$;

      -- The more valuable of both customers counts.
      ALTER TABLE match_edge ADD COLUMN stake smallint NOT NULL DEFAULT 1 CHECK (stake BETWEEN 1 AND 5);
      UPDATE match_edge SET stake = greatest(customer_stake(low.level), customer_stake(high.level))
        FROM customer low, customer high WHERE low.id = low_id AND high.id = high_id;

      CREATE FUNCTION match_edge_stake() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.stake := (SELECT max(customer_stake(level)) FROM customer WHERE id IN (NEW.low_id, NEW.high_id));
        RETURN NEW;
      END $$;
      CREATE TRIGGER match_edge_has_stake BEFORE INSERT ON match_edge FOR EACH ROW EXECUTE FUNCTION match_edge_stake();

      CREATE FUNCTION customer_level_at_stake() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE match_edge SET stake = greatest(customer_stake(low.level), customer_stake(high.level))
          FROM customer low, customer high
          WHERE low.id = low_id AND high.id = high_id AND (low_id = NEW.id OR high_id = NEW.id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER customer_level_moves_pairs AFTER UPDATE OF level ON customer FOR EACH ROW
        WHEN (OLD.level IS DISTINCT FROM NEW.level) EXECUTE FUNCTION customer_level_at_stake();

      DROP INDEX match_edge_open;
      CREATE INDEX match_edge_queue ON match_edge (state, (probability * stake), id);
      CREATE INDEX match_edge_reserved ON match_edge (reserved_by) WHERE reserved_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX match_edge_reserved, match_edge_queue;
      CREATE INDEX match_edge_open ON match_edge (probability DESC, id) WHERE state = 'open';
      DROP TRIGGER customer_level_moves_pairs ON customer;
      DROP TRIGGER match_edge_has_stake ON match_edge;
      DROP FUNCTION customer_level_at_stake, match_edge_stake;
      ALTER TABLE match_edge DROP COLUMN stake;
      DROP FUNCTION customer_stake;
    `);
  }
}
