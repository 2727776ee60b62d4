import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What agents can be given, by what owners are chosen, and where cases wait for which nobody is free. */
export class RouteBySkill1764370000001 implements MigrationInterface {
  readonly name = 'RouteBySkill1764370000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [agent, routingRules, queue, waiting, changesOfOwner]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE handover DROP COLUMN cause;
      DROP INDEX case_in_queue;
      ALTER TABLE service_case DROP COLUMN queue_id, DROP COLUMN queued_at, DROP COLUMN queue_rank;
      DROP TABLE desk_queue; DROP TABLE routing_rules; DROP TABLE agent`);
  }
}

const agent = `
  CREATE TABLE agent (
    employee_id text PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    kinds text[] NOT NULL,
    products text[] NOT NULL,
    languages text[] NOT NULL,
    regions text[] NOT NULL,
    levels text[] NOT NULL,
    capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 500),
    calendar_id text,
    active boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
  );`;

/** Every version is kept: each choice names the one that it was made by. */
const routingRules = `
  CREATE TABLE routing_rules (
    version integer PRIMARY KEY CHECK (version >= 1),
    content jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
  );`;

const queue = `
  CREATE TABLE desk_queue (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    department text NOT NULL,
    duty_owner text NOT NULL,
    kinds text[] NOT NULL,
    levels text[] NOT NULL,
    products text[] NOT NULL,
    position integer NOT NULL,
    head_start jsonb NOT NULL,
    active boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
  );
  CREATE INDEX desk_queue_department ON desk_queue (department, id);`;

/** A case in a queue has an owner like every other; any change of the owner takes it out. */
const waiting = `
  ALTER TABLE service_case
    ADD COLUMN queue_id text REFERENCES desk_queue,
    ADD COLUMN queued_at timestamptz,
    ADD COLUMN queue_rank timestamptz,
    ADD CONSTRAINT case_queue CHECK (num_nulls(queue_id, queued_at, queue_rank) IN (0, 3)),
    ADD CONSTRAINT case_queue_head_start CHECK (queue_rank <= queued_at);
  CREATE INDEX case_in_queue ON service_case (queue_id, queue_rank, id)
    WHERE queue_id IS NOT NULL AND state IN ('received', 'acknowledged', 'in_progress', 'reopened');`;

/** Until now only the person complained of gave a case up without being asked. */
const changesOfOwner = `
  ALTER TABLE handover ADD COLUMN cause text NOT NULL DEFAULT 'offer'
    CHECK (cause IN ('offer', 'recusal', 'claimed', 'absence', 'left'));
  UPDATE handover SET cause = 'recusal' WHERE state = 'accepted' AND answered_by IS NULL;
  ALTER TABLE handover ALTER COLUMN cause DROP DEFAULT;`;
