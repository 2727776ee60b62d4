import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PublicHolidays1764310000001 } from '../src/migrations/1764310000001-public-holidays.js';
import { type DeskApp, startDesk } from './desk-app.js';

let app: DeskApp;
beforeAll(async () => {
  app = await startDesk();
}, 120_000);
afterAll(() => app?.close(), 60_000);

const versions = (): Promise<{ version: number; years: number }[]> =>
  app.database.query(
    `SELECT version, jsonb_array_length(public_years) AS years FROM business_calendar WHERE id = 'default' ORDER BY version`,
  );

it('public holidays come into the calendar of the desk unless somebody changed it', async () => {
  const migration = new PublicHolidays1764310000001();
  const runner = app.database.createQueryRunner();
  expect(await versions()).toEqual([
    { version: 1, years: 0 },
    { version: 2, years: 20 },
  ]);
  await migration.down(runner);
  await runner.query(
    `INSERT INTO business_calendar (id, version, weekly, holidays, working_days, changed_at, changed_by)
     SELECT id, 2, weekly, '["2026-10-01"]', working_days, now(), 'E1006' FROM business_calendar`,
  );
  await migration.up(runner);
  expect(await versions()).toEqual([
    { version: 1, years: 0 },
    { version: 2, years: 0 },
  ]);
  await runner.release();
});
