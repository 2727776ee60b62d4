import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CalendarChanges } from '../src/calendars/calendar-changes.service.js';
import { CalendarsService, type NewCalendar } from '../src/calendars/calendars.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import type { SlaPolicyContent } from '../src/sla/rules/policy.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { DeskSteps, E1 } from './desk-steps.js';

/** Whatever the policy, the calendars and the duty roster say, a contact gets its case. */
let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const asking = () => ({ by: 'E1006', now: new Date() });
const once = (date: string): NewCalendar => ({
  weekly: {},
  holidays: [],
  workingDays: [{ date, windows: [['09:00', '10:00']] }],
});
const inTwoYears = `${new Date().getUTCFullYear() + 2}-06-06`;
const policyBy = (calendarId: string, seconds: number, steps?: number[]): SlaPolicyContent => ({
  rules: [
    {
      name: '所有工单',
      ...(steps ? { extensions: steps.map((more, at) => ({ name: `${at + 1}`, seconds: more })) } : {}),
      targets: { resolution: { seconds, calendarId }, first_response: { seconds: 60, calendarId: 'always' } },
    },
  ],
  longestWait: { diamond: 86_400, gold: 86_400, silver: 86_400, basic: 86_400 },
  warnings: [],
});
const create = (calendar: NewCalendar): Promise<string> =>
  desk.run(async (tx) => {
    const { id } = await desk.the(CalendarsService).create(tx, `c-${newId()}`, calendar, 'E1006', new Date());
    return id;
  });
const publish = (content: SlaPolicyContent) =>
  desk.run(async (tx) => {
    const { version } = await desk.the(PoliciesService).find(tx);
    return desk.the(PoliciesService).publish(tx, content, version, {}, asking());
  });

describe('a target that no working time ever reaches', () => {
  const refused = (pointer: string) =>
    expect.objectContaining({ type: 'calendar-exhausted', status: 422, members: { pointers: [pointer] } });

  it('is refused with its place when a policy is reported or published', async () => {
    const calendarId = await create(once(inTwoYears));
    const pointer = '/rules/0/targets/resolution/seconds';
    await expect(publish(policyBy(calendarId, 3_601))).rejects.toEqual(refused(pointer));
    const report = desk.run((tx) => desk.the(PoliciesService).report(tx, policyBy(calendarId, 3_601), asking()));
    await expect(report).rejects.toEqual(refused(pointer));
    await publish(policyBy(calendarId, 3_600));
  });

  it('is refused so too where only extensions never reach it, each on top of those before it', async () => {
    const calendarId = await create(once(inTwoYears));
    const draft = policyBy(calendarId, 600, [1_800, 1_200, 1]);
    const pointer = '/rules/0/extensions/2/seconds';
    await expect(publish(draft)).rejects.toEqual(refused(pointer));
    const report = desk.run((tx) => desk.the(PoliciesService).report(tx, draft, asking()));
    await expect(report).rejects.toEqual(refused(pointer));
    await publish(policyBy(calendarId, 600, [1_800, 1_200]));
  });

  it('is refused when a calendar would make it so that the policy goes by', async () => {
    const calendarId = await create(once(inTwoYears));
    await publish(policyBy(calendarId, 3_600));
    const changes = desk.the(CalendarChanges);
    const past = once('2020-06-06');
    await expect(desk.run((tx) => changes.replace(tx, calendarId, past, 1, {}, asking()))).rejects.toEqual(
      refused('/weekly'),
    );
    await expect(desk.run((tx) => changes.report(tx, calendarId, past, asking()))).rejects.toEqual(refused('/weekly'));
  });

  it('where it happens all the same is measured around the clock, and the case is opened', async () => {
    const calendarId = await create(once('2020-06-06'));
    // As it is years later: what was ahead when it was published is past.
    await app.database.query(
      `INSERT INTO sla_policy (version, content, changed_at) SELECT max(version) + 1, $1, now() FROM sla_policy`,
      [policyBy(calendarId, 3_600)],
    );
    const kase = await desk.caseOf(await desk.open({ receivedAt: new Date() }));
    expect(kase.dueAt.getTime() - kase.openedAt.getTime()).toBeLessThanOrEqual(3_600_000);
    const clocks = await app.database.query<object[]>(
      `SELECT calendar_id FROM sla_clock WHERE case_id = $1 AND metric = 'resolution'`,
      [kase.id],
    );
    expect(clocks).toEqual([{ calendar_id: 'always' }]);
  });
});

describe('a contact that complains of the duty owner and of the deputy', () => {
  const about = async () => {
    const who = { customerId: newId(), orderId: 'SO-9' };
    const sales = { ...E1, roles: ['sales' as const] };
    const id = await desk.open({ ...who, complainedOf: 'duty-officer' }, sales);
    await desk.receive({ ...who, complainedOf: 'deputy-duty-officer' }, sales);
    return desk.caseOf(id);
  };

  it('goes to a head of the complaint centre, before a supervisor', async () => {
    await desk.know('S1');
    await desk.know('C1');
    await app.database.query(
      `UPDATE employee_card SET roles = CASE employee_id WHEN 'S1' THEN '{supervisor}' ELSE '{complaint-centre}' END::text[]`,
    );
    expect(await about()).toMatchObject({
      ownerEmployeeId: 'C1',
      complainedOf: ['duty-officer', 'deputy-duty-officer'],
    });
  });

  it('stays with who records it where nobody else is known', async () => {
    expect(await about()).toMatchObject({ ownerEmployeeId: 'E1' });
  });
});
