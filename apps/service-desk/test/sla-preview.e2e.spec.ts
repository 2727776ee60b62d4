import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

let app: DeskApp;
let admin: Caller;
beforeAll(async () => {
  app = await startDesk();
  admin = await Caller.of(app, 'E1006', 'admin');
}, 120_000);
afterAll(() => app?.close(), 60_000);

const officeHours = [
  ['09:00', '12:00'],
  ['13:30', '18:00'],
];
const calendar = {
  timeZone: 'Asia/Shanghai',
  weekly: { mon: officeHours, tue: officeHours, wed: officeHours, thu: officeHours, fri: officeHours },
  holidays: Array.from({ length: 9 }, (_, at) => `2026-02-${15 + at}`),
  workingDays: [{ date: '2026-02-14', windows: officeHours }],
};
const body = {
  calendar,
  startedAt: '2026-02-13T17:00:00+08:00',
  targetSeconds: 7_200,
  pauses: [],
  metAt: null,
  asOf: '2026-02-13T17:30:00+08:00',
};
const preview = async (change: object = {}, caller = admin) => {
  const { status, body: said } = await caller.post('/sla/preview', { ...body, ...change });
  return { status, ...(said as Record<string, unknown>) };
};

describe('a preview of a clock', () => {
  it('goes over the make-up day and the spring festival, whatever offset it is written with', async () => {
    expect(await preview()).toEqual({
      status: 200,
      dueAt: '2026-02-14T02:00:00.000Z',
      state: 'running',
      breached: false,
      breachedAt: null,
      activeSeconds: 1_800,
      remainingSeconds: 5_400,
      warnings: [
        { percent: 50, at: '2026-02-13T10:00:00.000Z' },
        { percent: 80, at: '2026-02-14T01:36:00.000Z' },
        { percent: 100, at: '2026-02-14T02:00:00.000Z' },
      ],
    });
    const festival = { startedAt: '2026-02-14T04:00:00-05:00', asOf: '2026-03-01T00:00:00Z' };
    expect(await preview(festival)).toMatchObject({
      dueAt: '2026-02-24T02:00:00.000Z',
      state: 'breached_running',
      breachedAt: '2026-02-24T02:00:00.000Z',
      remainingSeconds: 0,
    });
  });

  it('counts pauses out, and is met at the deadline itself', async () => {
    const pauses = [
      { from: '2026-02-14T09:30:00+08:00', to: null },
      { from: '2026-02-13T17:15:00+08:00', to: '2026-02-13T17:45:00+08:00' },
    ];
    expect(await preview({ pauses })).toMatchObject({ state: 'paused', dueAt: null, activeSeconds: 900 });
    const ended = [pauses[1], { from: '2026-02-14T09:30:00+08:00', to: '2026-02-14T10:00:00+08:00' }];
    const dueAt = '2026-02-14T03:00:00.000Z';
    expect(await preview({ pauses: ended, metAt: dueAt })).toMatchObject({ state: 'met', dueAt, breached: false });
    expect(await preview({ pauses: ended, metAt: '2026-02-14T11:00:01+08:00' })).toMatchObject({
      state: 'breached_met',
      breachedAt: dueAt,
    });
  });

  it('takes the calendar that is kept, in the zone of the deployment', async () => {
    const kept = { calendar: undefined, calendarId: 'default' };
    expect(await preview({ ...kept, startedAt: '2026-06-05T09:00:00Z' })).toMatchObject({
      status: 200,
      dueAt: '2026-06-08T02:00:00.000Z',
    });
    expect(await preview({ ...kept, calendarId: 'moon' })).toMatchObject({ status: 404 });
  });

  it('says that no working time ever reaches the target', async () => {
    const once = { ...calendar, weekly: {} };
    expect(await preview({ calendar: once, targetSeconds: 30_000 })).toMatchObject({
      status: 422,
      type: 'urn:problem:calendar-exhausted',
    });
    expect(await preview({ calendar: { ...calendar, weekly: {}, workingDays: [] } })).toMatchObject({ status: 422 });
  });

  it('of ten years, or of nothing, is answered', async () => {
    expect(await preview({ targetSeconds: 315_360_000 })).toMatchObject({ status: 200, state: 'running' });
    expect(await preview({ targetSeconds: 0 })).toMatchObject({ dueAt: '2026-02-13T09:00:00.000Z', breached: true });
  });

  it.each([
    ['both calendars', { calendarId: 'default' }, '/calendar'],
    ['no calendar', { calendar: undefined }, '/calendar'],
    ['an unknown zone', { calendar: { ...calendar, timeZone: 'Mars/Olympus' } }, '/calendar/timeZone'],
    [
      'windows that overlap',
      { calendar: { ...calendar, weekly: { mon: [...officeHours, ['11:00', '14:00']] } } },
      '/calendar/weekly/mon/2',
    ],
    [
      'a window that begins at 24:00',
      { calendar: { ...calendar, weekly: { mon: [['24:00', '06:00']] } } },
      '/calendar/weekly/mon',
    ],
    ['a time without an offset', { startedAt: '2026-02-13T17:00:00' }, '/startedAt'],
    ['the 31st of February', { startedAt: '2026-02-31T17:00:00Z' }, '/startedAt'],
    ['the year 2300', { asOf: '2300-01-01T00:00:00Z' }, '/asOf'],
    ['a target below nothing', { targetSeconds: -1 }, '/targetSeconds'],
    ['more than ten years', { targetSeconds: 315_360_001 }, '/targetSeconds'],
    ['a pause backwards', { pauses: [{ from: '2026-02-13T18:00:00Z', to: '2026-02-13T17:00:00Z' }] }, '/pauses/0'],
    [
      'pauses that overlap',
      {
        pauses: [
          { from: '2026-02-13T17:00:00Z', to: null },
          { from: '2026-02-13T18:00:00Z', to: '2026-02-13T19:00:00Z' },
        ],
      },
      '/pauses/1',
    ],
    ['met before it began', { metAt: '2026-02-13T16:59:59+08:00' }, '/metAt'],
  ])('is refused with %s', async (_what, change, pointer) => {
    const refused = await preview(change);
    expect([
      refused.status,
      (refused as { errors?: { pointer: string }[] }).errors?.map((error) => error.pointer),
    ]).toEqual([400, [pointer]]);
  });

  it('is for those who may read the rules of the desk', async () => {
    expect(await problemOf(Caller.nobody(app).post('/sla/preview', body))).toMatchObject({ status: 401 });
    const marketer = await Caller.of(app, 'E9', 'marketer');
    expect(await preview({}, marketer)).toMatchObject({ status: 403 });
  });
});
