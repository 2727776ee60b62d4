import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shippedHolidays, shippedYears } from '../calendars/shipped-holidays.js';

/** Public holidays of calendars by year, apart from what people write; the desk's own calendar gets the Chinese ones. */
export class PublicHolidays1764310000001 implements MigrationInterface {
  readonly name = 'PublicHolidays1764310000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE business_calendar
        ADD COLUMN public_holidays text CHECK (public_holidays IN ('CN')),
        ADD COLUMN public_years jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE business_calendar ALTER COLUMN public_years DROP DEFAULT;
      CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER business_calendar_is_immutable BEFORE UPDATE OR DELETE ON business_calendar
        FOR EACH ROW EXECUTE FUNCTION refuse_change();`);
    // Who changed the calendar may have written the holidays by hand: there they are imported by who wants to.
    await runner.query(
      `INSERT INTO business_calendar (id, version, time_zone, weekly, holidays, working_days, public_holidays, public_years, changed_at)
       SELECT id, version + 1, time_zone, weekly, holidays, working_days, 'CN', $1::jsonb, now()
       FROM (SELECT * FROM business_calendar WHERE id = 'default' ORDER BY version DESC LIMIT 1) AS newest
       WHERE changed_by IS NULL`,
      [JSON.stringify(shippedHolidays(shippedYears))],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER business_calendar_is_immutable ON business_calendar;
      DROP FUNCTION refuse_change();
      DELETE FROM business_calendar WHERE changed_by IS NULL AND public_holidays IS NOT NULL;
      ALTER TABLE business_calendar DROP COLUMN public_years, DROP COLUMN public_holidays;`);
  }
}
