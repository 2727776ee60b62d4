import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases, survey answers and points as the other services told of them. Rebuildable, in any order. */
export class CreateServiceFacts1764500000002 implements MigrationInterface {
  readonly name = 'CreateServiceFacts1764500000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- cycle: the highest that any event named; a case is resolved while its latest resolution is of that cycle.
      CREATE TABLE fact_case (
        case_id uuid PRIMARY KEY,
        customer_id uuid,
        opened_at timestamptz,
        opened_day date,
        kind text,
        severity text,
        owner_department text,
        owner_told_at timestamptz,
        owner_event_id text,
        cycle integer NOT NULL DEFAULT 1 CHECK (cycle >= 1),
        resolved_cycle integer,
        resolved_at timestamptz,
        closed_at timestamptz,
        breached boolean NOT NULL DEFAULT false,
        CHECK ((resolved_cycle IS NULL) = (resolved_at IS NULL)),
        CHECK ((opened_at IS NULL) = (kind IS NULL) AND (opened_at IS NULL) = (opened_day IS NULL))
      );
      CREATE INDEX fact_case_opened ON fact_case (opened_day);

      CREATE TABLE fact_feedback (
        response_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        case_id uuid,
        nps smallint CHECK (nps BETWEEN 0 AND 10),
        csat smallint CHECK (csat BETWEEN 1 AND 5),
        answered_at timestamptz NOT NULL,
        day date NOT NULL,
        event_id text NOT NULL
      );
      CREATE INDEX fact_feedback_day ON fact_feedback (day);

      -- issued: net of what was taken back for returns; redeemed: net of cancelled redemptions. One of the two is 0.
      CREATE TABLE fact_points (
        entry_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        issued bigint NOT NULL,
        redeemed bigint NOT NULL CHECK (issued = 0 OR redeemed = 0),
        happened_at timestamptz NOT NULL,
        day date NOT NULL,
        event_id text NOT NULL
      );
      CREATE INDEX fact_points_day ON fact_points (day);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE fact_points; DROP TABLE fact_feedback; DROP TABLE fact_case');
  }
}
