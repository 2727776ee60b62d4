// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random } from '../../samples/random.mjs';

const built = join(import.meta.dirname, '../../../apps/service-desk/dist');
/** @param {string} file */
const load = (file) => import(pathToFileURL(join(built, file)).href);

/**
 * Deadlines a second on one core, without a database: by the Chinese calendar of a year, from moments all over it, of two to
 * two hundred working hours. Once the deadline alone, once all that is said of a clock of a case that waited twice.
 */
export async function deadlines() {
  const { Schedule } = await load('calendars/rules/schedule.js');
  const { toWorkingTime } = await load('calendars/rules/calendar.js');
  const { withPublicDays } = await load('calendars/rules/public-days.js');
  const { shippedHolidays } = await load('calendars/shipped-holidays.js');
  const { boundOf } = await load('sla/rules/standing.js');
  const week = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
      day,
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ]),
  );
  const calendar = {
    weekly: week,
    holidays: [],
    workingDays: [],
    publicHolidays: 'CN',
    publicYears: shippedHolidays([2025, 2026]),
  };
  const schedule = new Schedule(toWorkingTime(withPublicDays(calendar), 'Asia/Shanghai'));
  const random = new Random('bench deadlines');
  const begin = Date.parse('2025-01-01T00:00:00Z');
  const wishes = Array.from({ length: 10_000 }, () => {
    const from = begin + random.int(0, 365 * 86_400) * 1_000;
    const waits = [2, 30].map((hours) => ({
      from: new Date(from + hours * 3_600_000),
      to: new Date(from + (hours + 3) * 3_600_000),
    }));
    return { from, seconds: random.int(2, 200) * 3_600, waits, asOf: new Date(from + random.int(0, 40) * 86_400_000) };
  });
  const measured = { kind: 'complaint', severity: 'normal', level: null, productId: null };
  const term = { extra: 0, rule: '', calendarId: 'CN', calendarVersion: 1, longestWait: 864_000, measured };
  const alone = rate(wishes, ({ from, seconds }) => schedule.reach(from, seconds * 1_000));
  const whole = rate(wishes, ({ from, seconds, waits, asOf }) =>
    boundOf({ metric: 'resolution', terms: [{ ...term, from: new Date(from), seconds }] }, waits, () => schedule, asOf),
  );
  return { alone, whole };
}

/** @template Item @param {Item[]} items @param {(item: Item) => unknown} work @returns {number} a second */
function rate(items, work) {
  items.forEach(work);
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < 3_000; done += items.length) items.forEach(work);
  return done / ((performance.now() - start) / 1_000);
}
