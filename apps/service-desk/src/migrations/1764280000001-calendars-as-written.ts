import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calendars are kept as they are written: `{"mon": [["09:00", "12:00"]]}`, make-up days with all their windows. */
export class CalendarsAsWritten1764280000001 implements MigrationInterface {
  readonly name = 'CalendarsAsWritten1764280000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE business_calendar SET
        weekly = (
          SELECT coalesce(jsonb_object_agg(day, windows), '{}') FROM (
            SELECT (${names})[(w ->> 'weekday')::int] AS day, ${windows} AS windows
            FROM jsonb_array_elements(weekly) AS w GROUP BY 1) AS days),
        working_days = (
          SELECT coalesce(jsonb_agg(jsonb_build_object('date', date, 'windows', windows) ORDER BY date), '[]') FROM (
            SELECT w ->> 'date' AS date, ${windows} AS windows
            FROM jsonb_array_elements(working_days) AS w GROUP BY 1) AS days)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE business_calendar SET
        weekly = (
          SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', array_position(${names}, day), 'from', w -> 0, 'to', w -> 1)), '[]')
          FROM jsonb_each(weekly) AS days (day, windows), jsonb_array_elements(windows) AS w),
        working_days = (
          SELECT coalesce(jsonb_agg(jsonb_build_object('date', d -> 'date', 'from', w -> 0, 'to', w -> 1)), '[]')
          FROM jsonb_array_elements(working_days) AS d, jsonb_array_elements(d -> 'windows') AS w)`);
  }
}

const names = `ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']`;
const windows = `jsonb_agg(jsonb_build_array(w -> 'from', w -> 'to') ORDER BY w ->> 'from')`;
