import { databaseNow } from '@crm/persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalendarsService } from '../src/calendars/calendars.service.js';
import type { Window } from '../src/calendars/rules/calendar.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, problems, values } from './desk-steps.js';
import { Caller, problemOf } from './http.js';

let app: DeskApp;
let admin: Caller;
let agent: Caller;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  admin = await Caller.of(app, 'E1006', 'admin');
  agent = await Caller.of(app, 'E1002', 'agent', 'service');
}, 120_000);
afterAll(() => app?.close(), 60_000);

interface Calendar {
  id: string;
  version: number;
  holidays: string[];
  publicHolidays: 'CN' | null;
  publishedYears: number[];
  provisionalFrom: number | null;
  changedBy: string | null;
}
interface Detail extends Calendar {
  publicYears: { year: number; papers: string[]; windows: unknown; days: { date: string }[] }[];
}
interface Imported extends Calendar {
  changed: { added: number; removed: number; days: object[] };
}
type Page = { items: Calendar[]; next: string | null };

const nineToFive = [['09:00', '17:00']];
const week = { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive };
const off = (date: string, name = '元旦') => ({ name, date, isOffDay: true });
const worked = (date: string, name = '元旦') => ({ name, date, isOffDay: false });
/** Nobody has announced 2031 yet. The 1st of January is a Wednesday, the 4th a Saturday. */
const file = {
  $schema: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json',
  $id: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/2031.json',
  year: 2031,
  papers: ['https://www.gov.cn/zhengce/content/203011/content_1.htm'],
  days: [off('2031-01-01'), off('2031-01-02'), off('2031-01-03'), worked('2031-01-04')],
};

let calendars = 0;
/** A new calendar, Monday to Friday from nine to five in Shanghai; its id. */
async function aCalendar(wish: object = {}): Promise<string> {
  const id = `office-${++calendars}`;
  await admin.do('/calendars', { id, timeZone: 'Asia/Shanghai', weekly: week, ...wish }, 201);
  return id;
}

const tag = async (id: string): Promise<Record<string, string>> => ({
  'if-match': `"v${(await admin.read<Calendar>(`/calendars/${id}`)).version}"`,
});
async function change<Body = Imported>(id: string, path: 'import' | 'import-shipped', body: object): Promise<Body> {
  const response = await admin.post(`/calendars/${id}/${path}`, body, await tag(id));
  expect({ status: response.status, body: response.status === 200 ? {} : (response.body as object) }).toEqual({
    status: 200,
    body: {},
  });
  return response.body as Body;
}

/** When so many seconds are worked, by the wall clock of Shanghai. */
async function due(calendarId: string, from: string, targetSeconds: number): Promise<string> {
  const startedAt = `${from.replace(' ', 'T')}+08:00`;
  const { dueAt } = await admin.do<{ dueAt: string }>('/sla/preview', { calendarId, startedAt, targetSeconds });
  return new Date(Date.parse(dueAt) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
const hour = 3_600;

describe('the calendar that comes with the system', () => {
  it('knows the Chinese public holidays of twenty years', async () => {
    const calendar = await admin.read<Detail>('/calendars/default');
    expect(calendar).toMatchObject({
      version: 2,
      timeZone: 'Asia/Shanghai',
      holidays: [],
      workingDays: [],
      publicHolidays: 'CN',
      changedBy: null,
    });
    expect(calendar.publishedYears).toEqual(Array.from({ length: 20 }, (_, at) => 2007 + at));
    // The year may have come in which nobody knows anything.
    expect(calendar.provisionalFrom).toBeGreaterThanOrEqual(2027);
    expect(calendar.publicYears.map(({ year, days }) => [year, days.length]).slice(-2)).toEqual([
      [2025, 33],
      [2026, 39],
    ]);
    expect(await change('default', 'import-shipped', { region: 'CN' })).toMatchObject({
      version: 2,
      changed: { added: 0, removed: 0, days: [] },
    });
  });

  it.each([
    ['Friday over lunch', '2026-02-13 11:30:00', hour, '2026-02-13 14:00:00'],
    ['Friday into the make-up Saturday', '2026-02-13 17:00:00', 2 * hour, '2026-02-14 10:00:00'],
    ['the make-up Saturday over the Spring Festival', '2026-02-14 17:00:00', 2 * hour, '2026-02-24 10:00:00'],
    ['to the second', '2026-02-14 17:59:59', 2, '2026-02-24 09:00:01'],
    ['to the closing, not the next opening', '2026-02-14 17:00:00', hour, '2026-02-14 18:00:00'],
    ['in the middle of the festival', '2026-02-17 12:00:00', 1, '2026-02-24 09:00:01'],
    ['over National Day', '2026-09-30 17:00:00', 2 * hour, '2026-10-08 10:00:00'],
    ['into a make-up Sunday', '2026-09-19 12:00:00', hour, '2026-09-20 10:00:00'],
    ['over the New Year', '2025-12-31 17:59:00', 61, '2026-01-04 09:00:01'],
    ['over the Spring Festival that was extended', '2020-01-23 17:00:00', 2 * hour, '2020-02-03 10:00:00'],
    ['an ordinary weekend', '2026-06-05 17:30:00', hour, '2026-06-08 09:30:00'],
  ])('goes %s', async (_where, from, seconds, expected) => {
    expect(await due('default', from, seconds)).toBe(expected);
  });

  it('has the version from before the holidays still', async () => {
    expect(await admin.read('/calendars/default/versions/1')).toMatchObject({
      version: 1,
      publicHolidays: null,
      provisionalFrom: null,
      publicYears: [],
    });
    const { items, next } = await admin.read<Page>('/calendars/default/versions');
    expect([items.map(({ version }) => version), next]).toEqual([[2, 1], null]);
    const first = await admin.read<Page>('/calendars/default/versions?limit=1');
    expect(await admin.read(`/calendars/default/versions?cursor=${first.next}`)).toMatchObject({
      items: [{ version: 1 }],
      next: null,
    });
  });
});

describe('calendars', () => {
  it('are added under an id that stays, and listed in their newest version', async () => {
    const body = { id: 'beijing-office', weekly: week, publicHolidays: 'CN' };
    const { status, headers, body: made } = await admin.post('/calendars', body);
    expect([status, headers['location'], headers['etag']]).toEqual([
      201,
      '/service-desk/v1/calendars/beijing-office',
      '"v1"',
    ]);
    expect(made).toMatchObject({
      ...body,
      version: 1,
      timeZone: 'Asia/Shanghai',
      holidays: [],
      changedBy: 'E1006',
    });
    // What comes with the product is known at once.
    const { publishedYears, provisionalFrom } = made as Calendar;
    expect([publishedYears[0], publishedYears.at(-1), publishedYears.length]).toEqual([2007, 2026, 20]);
    expect(provisionalFrom).toBe(Math.max(2027, new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()));
    expect(await problemOf(admin.post('/calendars', body))).toMatchObject({ status: 409, type: 'calendar-exists' });
    const { items } = await admin.read<Page>('/calendars?limit=100');
    expect(items.filter(({ id }) => id === 'default' || id === 'beijing-office').map((one) => one.version)).toEqual([
      1, 2,
    ]);
    const { next } = await admin.read<Page>('/calendars?limit=1');
    expect((await admin.read<Page>(`/calendars?limit=1&cursor=${next}`)).items[0]?.id).toBe(items[1]?.id);
  });

  it('are worked by the examples of the design', async () => {
    const id = await aCalendar();
    expect(await due(id, '2026-06-05 16:00:00', 2 * hour)).toBe('2026-06-08 10:00:00');
    expect(await due(id, '2026-06-06 10:00:00', 2 * hour)).toBe('2026-06-08 11:00:00');
    expect(await due(id, '2026-06-08 16:00:00', 10 * hour)).toBe('2026-06-10 10:00:00');
  });

  it('are made once however many make one at once', async () => {
    let start = (): void => undefined;
    const all = new Promise<void>((resolve) => (start = resolve));
    let ready = 0;
    const made = await atOnce(20, () =>
      app.transactions.run(async (tx) => {
        const now = await databaseNow(tx);
        // The transactions are short: all begin before the first one goes on.
        if (++ready === 20) start();
        await all;
        const content = { weekly: { mon: [['09:00', '17:00']] as Window[] }, holidays: [], workingDays: [] };
        return app.app.get(CalendarsService).create(tx, 'one', content, 'E1006', now);
      }),
    );
    expect(values(made)).toHaveLength(1);
    expect(problems(made)).toEqual(Array(19).fill('calendar-exists'));
  });

  it('get one new version from many changes of the same version at once', async () => {
    const id = await aCalendar();
    const changed = await atOnce(24, async (at) => {
      const body = { weekly: week, holidays: [`2031-03-${at + 1 < 10 ? '0' : ''}${at + 1}`] };
      const { status, body: said } = await admin.put(`/calendars/${id}`, body, { 'if-match': '"v1"' });
      return { status, holidays: (said as Calendar).holidays };
    });
    const answers = changed.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(23).fill(412)]);
    const { items } = await admin.read<Page>(`/calendars/${id}/versions`);
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    expect(items[0]!.holidays).toEqual(answers.find(({ status }) => status === 200)!.holidays);
  });

  it('have versions that nobody can change', async () => {
    for (const sql of ['UPDATE business_calendar SET changed_by = null', 'DELETE FROM business_calendar']) {
      await expect(app.database.query(sql)).rejects.toThrow('append-only');
    }
  });

  it('are refused with what is wrong', async () => {
    const faulty = async (body: object) => problemOf(admin.post('/calendars', body));
    for (const id of ['', 'Default', 'a_b', 'a'.repeat(41), '日历', undefined]) {
      expect(await faulty({ id, weekly: week })).toMatchObject({ status: 400, errors: [{ pointer: '/id' }] });
    }
    expect(await faulty({ id: 'x', weekly: week, publicHolidays: 'US' })).toMatchObject({
      errors: [{ pointer: '/publicHolidays' }],
    });
    expect(await faulty({ id: 'x', weekly: {} })).toMatchObject({ errors: [{ pointer: '/weekly' }] });
    expect(await problemOf(agent.post('/calendars', { id: 'x', weekly: week }))).toMatchObject({ status: 403 });
    for (const path of ['/calendars/moon', '/calendars/moon/versions', '/calendars/default/versions/99']) {
      expect({ path, status: (await admin.get(path)).status }).toEqual({ path, status: 404 });
    }
    const cursor = Buffer.from('{"version":1e300}').toString('base64url');
    for (const path of ['/Moon', '/default/versions/x', '/default/versions/0', `/default/versions?cursor=${cursor}`]) {
      expect({ path, status: (await admin.get(`/calendars${path}`)).status }).toEqual({ path, status: 400 });
    }
  });
});

describe('an import', () => {
  it('makes the days of a year count, tells which, and says nothing new the second time', async () => {
    const id = await aCalendar();
    expect(await due(id, '2030-12-31 16:00:00', 2 * hour)).toBe('2031-01-01 10:00:00');
    const imported = await change(id, 'import', file);
    expect(imported).toMatchObject({
      version: 2,
      publicHolidays: 'CN',
      publishedYears: [2031],
      changedBy: 'E1006',
      changed: {
        added: 4,
        removed: 0,
        days: [
          { date: '2031-01-01', name: '元旦', before: null, after: 'holiday' },
          { date: '2031-01-02', before: null, after: 'holiday' },
          { date: '2031-01-03', before: null, after: 'holiday' },
          { date: '2031-01-04', before: null, after: 'working' },
        ],
      },
    });
    expect(await due(id, '2030-12-31 16:00:00', 2 * hour)).toBe('2031-01-04 10:00:00');
    const again = await change(id, 'import', { ...file, days: [...file.days].reverse() });
    expect(again).toEqual({ ...imported, applicationId: null, changed: { added: 0, removed: 0, days: [] } });
    expect((await admin.read<Detail>(`/calendars/${id}`)).publicYears).toEqual([
      { year: 2031, papers: file.papers, windows: null, days: file.days.map((day) => ({ ...day })) },
    ]);
  });

  it('replaces what an earlier one said of the year, and of no other', async () => {
    const id = await aCalendar();
    await change(id, 'import', { ...file, year: 2032, days: [off('2032-01-01')] });
    await change(id, 'import', file);
    const { changed } = await change(id, 'import', { ...file, days: [off('2031-01-01'), worked('2031-01-02')] });
    expect(changed).toEqual({
      added: 1,
      removed: 3,
      days: [
        { date: '2031-01-02', name: '元旦', before: 'holiday', after: 'working' },
        { date: '2031-01-03', name: '元旦', before: 'holiday', after: null },
        { date: '2031-01-04', name: '元旦', before: 'working', after: null },
      ],
    });
    expect((await admin.read<Detail>(`/calendars/${id}`)).publishedYears).toEqual([2031, 2032]);
    expect(await due(id, '2031-12-31 16:00:00', 2 * hour)).toBe('2032-01-02 10:00:00');
  });

  it('leaves the days that were written by hand, which win', async () => {
    const workingDays = [{ date: '2031-01-01', windows: [['10:00', '11:00']] }];
    const id = await aCalendar({ holidays: ['2031-01-04'], workingDays });
    await change(id, 'import', file);
    expect(await due(id, '2030-12-31 16:00:00', 2 * hour)).toBe('2031-01-01 11:00:00');
    expect(await due(id, '2030-12-31 16:00:00', 3 * hour)).toBe('2031-01-06 10:00:00');
    expect(await admin.read(`/calendars/${id}`)).toMatchObject({ holidays: ['2031-01-04'], workingDays });
  });

  it('lets make-up days be worked like the first day of the week that is, or in windows of their own', async () => {
    const mornings = [['08:00', '12:00']];
    const id = await aCalendar({ weekly: { tue: mornings, wed: nineToFive } });
    await change(id, 'import', file);
    expect(await due(id, '2031-01-01 00:00:00', 1)).toBe('2031-01-04 08:00:01');
    const own = await change(id, 'import', { ...file, windows: [['20:00', '02:00']] });
    expect(own.changed).toMatchObject({ added: 1, removed: 1, days: [{ date: '2031-01-04', after: 'working' }] });
    expect(await due(id, '2031-01-01 00:00:00', 5 * hour)).toBe('2031-01-05 01:00:00');
  });

  it('takes the day that two years name from the later one, in whatever order they come', async () => {
    const year2030 = { ...file, year: 2030, days: [off('2030-10-01', '国庆节'), off('2030-12-28', '年末')] };
    // 2030-12-28 is a Saturday.
    const year2031 = { ...file, days: [worked('2030-12-28'), ...file.days] };
    for (const order of [
      [year2030, year2031],
      [year2031, year2030],
    ]) {
      const id = await aCalendar();
      for (const one of order) await change(id, 'import', one);
      expect(await due(id, '2030-12-27 16:00:00', 2 * hour)).toBe('2030-12-28 10:00:00');
      // Without the earlier year's own word nothing changes.
      const { changed } = await change(id, 'import', { ...year2030, days: year2030.days.slice(0, 1) });
      expect(changed.days).toEqual([]);
    }
  });

  it('stays when the calendar is replaced, and counts as long as the calendar follows', async () => {
    const id = await aCalendar();
    await change(id, 'import', file);
    const put = async (body: object): Promise<Calendar> =>
      (await admin.put(`/calendars/${id}`, { weekly: week, ...body }, await tag(id))).body as Calendar;
    // The same again is nothing new.
    expect(await put({ timeZone: 'Asia/Shanghai' })).toMatchObject({ version: 2 });
    expect(await put({})).toMatchObject({ version: 3, publicHolidays: 'CN', publishedYears: [2031] });
    expect(await due(id, '2031-01-01 00:00:00', 1)).toBe('2031-01-04 09:00:01');
    expect(await put({ publicHolidays: null })).toMatchObject({ provisionalFrom: null, publishedYears: [2031] });
    expect(await due(id, '2031-01-01 00:00:00', 1)).toBe('2031-01-01 09:00:01');
    expect((await change(id, 'import', file)).changed).toMatchObject({ added: 4, removed: 0 });
    expect(await due(id, '2031-01-01 00:00:00', 1)).toBe('2031-01-04 09:00:01');
  });

  it('of the years that come with the product is of all of them, or of some', async () => {
    const id = await aCalendar();
    expect(await change(id, 'import-shipped', { region: 'CN', years: [2026, 2025] })).toMatchObject({
      version: 2,
      publishedYears: [2025, 2026],
      changed: { added: 72, removed: 0 },
    });
    const all = await change(id, 'import-shipped', { region: 'CN', years: null });
    expect([all.version, all.publishedYears.length]).toEqual([3, 20]);
    for (const body of [{ region: 'CN', years: [2006] }, { region: 'CN', years: [] }, { region: 'US' }, {}]) {
      expect((await admin.post(`/calendars/${id}/import-shipped`, body, await tag(id))).status).toBe(400);
    }
  });

  it('of the same version by many at once is one', async () => {
    const id = await aCalendar();
    const imported = await atOnce(
      20,
      async () => (await admin.post(`/calendars/${id}/import`, file, { 'if-match': '"v1"' })).status,
    );
    const statuses = imported.map((result) => (result.status === 'fulfilled' ? result.value : 0)).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(412)]);
  });

  it('is for who may change the rules of the desk, and has read the newest version', async () => {
    const id = await aCalendar();
    for (const [path, body] of [
      ['import', file],
      ['import-shipped', { region: 'CN' }],
    ] as const) {
      const to = `/calendars/${id}/${path}`;
      expect(await problemOf(admin.post(to, body))).toMatchObject({ status: 428 });
      expect(await problemOf(admin.post(to, body, { 'if-match': '"v2"' }))).toMatchObject({ status: 412 });
      expect(await problemOf(agent.post(to, body, { 'if-match': '"v1"' }))).toMatchObject({ status: 403 });
      expect(await problemOf(admin.post(`/calendars/moon/${path}`, body, { 'if-match': '"v1"' }))).toMatchObject({
        status: 404,
      });
    }
  });

  it.each([
    ['the wrong year', { year: 2030 }, '/year'],
    ['a year that is no number', { year: '2031' }, '/year'],
    ['nothing', { days: [] }, '/days'],
    ['no days', { days: undefined }, '/days'],
    ['too many days', { days: Array<object>(401).fill(off('2031-01-01')) }, '/days'],
    ['a date that there is not', { days: [off('2031-01-01'), off('2031-02-29')] }, '/days/1/date'],
    ['something else than a date', { days: [off('1st of January')] }, '/days/0/date'],
    ['a date of another year', { days: [off('2031-01-01'), off('2029-12-31')] }, '/days/1/date'],
    ['a date that is both', { days: [off('2031-01-01'), worked('2031-01-01')] }, '/days/1/date'],
    ['a day of no kind', { days: [{ name: '元旦', date: '2031-01-01' }] }, '/days/0/isOffDay'],
    ['a paper that is no address', { papers: ['javascript:alert(1)'] }, '/papers'],
    [
      'windows that overlap',
      {
        windows: [
          ['09:00', '12:00'],
          ['11:00', '13:00'],
        ],
      },
      '/windows/1',
    ],
    ['fields of its own', { holidays: [] }, '/holidays'],
  ])('is refused with %s', async (_what, fault, pointer) => {
    const { status, errors } = await problemOf(
      admin.post('/calendars/default/import', { ...file, ...fault }, { 'if-match': '"v2"' }),
    );
    expect([status, (errors as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
  });
});
