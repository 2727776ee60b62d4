import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sqlState } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { AssessmentsService } from '../src/assessments/assessments.service.js';
import { CallbackTask } from '../src/callbacks/callback.entity.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { LevelsService } from '../src/levels/levels.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

/** Monday 2026-06-08 10:00 in Shanghai; the desk works 09–12 and 13:30–18. */
const monday = (time: string): Date => new Date(`2026-06-08T${time}:00+08:00`);
const tuesday = (time: string): Date => new Date(`2026-06-09T${time}:00+08:00`);
const spoke = monday('10:00');

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('complaint-centre', 'C1');
});

const handling = () => desk.the(HandlingService);
const open = (wish: object = {}): Promise<string> => desk.open({ receivedAt: spoke, ...wish });
const clocksOf = (caseId: string): Promise<SlaClock[]> =>
  app.database.manager.find(SlaClock, { where: { caseId }, order: { startedAt: 'ASC', id: 'ASC' } });
const clockOf = async (caseId: string, metric: SlaClock['metric']): Promise<SlaClock> =>
  (await clocksOf(caseId)).findLast((clock) => clock.metric === metric)!;
const dueOf = async (caseId: string, metric: SlaClock['metric']): Promise<Date> =>
  (await clockOf(caseId, metric)).dueAt;
const respond = (id: string, now: Date) =>
  desk.run((tx) => handling().respond(tx, id, '已核实', E1, now, { toldBy: 'phone' }));
const wait = (id: string, now: Date, reason: 'customer' | 'third_party' = 'customer') =>
  desk.run((tx) => handling().wait(tx, id, reason, '请补充照片', E1, now));
const resume = (id: string, now: Date) => desk.run((tx) => handling().resume(tx, id, E1, now));
const told = async (id: string, type: string) =>
  (await desk.told(id)).filter((one) => one.type === type).map(({ data }) => data);

describe('what is measured', () => {
  it('begins with the contact: the acknowledgement, the first answer and the resolution', async () => {
    const id = await open();
    const due = new Map((await clocksOf(id)).map(({ metric, dueAt }) => [metric, dueAt]));
    expect(due).toEqual(
      new Map([
        ['resolution', tuesday('10:30')],
        ['acknowledge', monday('10:30')],
        ['first_response', monday('12:00')],
      ]),
    );
    expect((await desk.caseOf(id)).dueAt).toEqual(tuesday('10:30'));
  });

  it('goes on with the next answer after each answer, until the resolution', async () => {
    const id = await open();
    await respond(id, monday('10:15'));
    await respond(id, monday('17:00'));
    await desk.resolve(id, E1, tuesday('09:30'));
    const clocks = (await clocksOf(id)).filter(({ metric }) => metric === 'next_update');
    expect(clocks.map(({ round, state, dueAt }) => [round, state, dueAt])).toEqual([
      [1, 'met', tuesday('10:15')],
      [2, 'met', tuesday('17:00')],
    ]);
    const states = (await clocksOf(id)).map(({ metric, state }) => `${metric} ${state}`);
    expect(states).toEqual(expect.arrayContaining(['acknowledge met', 'first_response met', 'resolution met']));
    expect((await clockOf(id, 'callback')).dueAt).toEqual(new Date(tuesday('09:30').getTime() + 86_400_000));
  });

  it('of a call-back is kept by the first attempt, and not owed any more when the case begins again', async () => {
    const id = await open();
    await desk.resolve(id, E1, monday('11:00'));
    await desk.callBack(await desk.callbackOf(id), 'unreached', E2, monday('12:00'));
    expect((await clockOf(id, 'callback')).state).toBe('met');
    const other = await open();
    await desk.resolve(other, E1, monday('11:00'));
    await desk.reopen(other);
    expect((await clockOf(other, 'callback')).state).toBe('cancelled');
  });

  it('of a hand-over ends with the answer, whatever it is, and with the resolution', async () => {
    const id = await open();
    const offer = async () =>
      (
        await desk.run((tx) =>
          desk
            .the(HandoversService)
            .offer(
              tx,
              id,
              { toDepartment: 'complaint-centre', toEmployeeId: null, reason: '请裁决' },
              E1,
              monday('11:00'),
            ),
        )
      ).handover.id;
    const [C1] = [agent('C1', 'complaint-centre')];
    const first = await offer();
    await desk.run((tx) => desk.the(HandoversService).decline(tx, first, '不归我们', C1, monday('14:30')));
    // Two hours of work, of which one was before noon.
    expect(await clockOf(id, 'handover')).toMatchObject({ round: 1, state: 'met', dueAt: monday('14:30') });
    await offer();
    await desk.resolve(id, E1, monday('15:00'));
    expect(await clockOf(id, 'handover')).toMatchObject({ round: 2, state: 'cancelled' });
  });

  it('is one thing of a kind at a time: the database refuses a second open clock', async () => {
    const id = await open();
    const twin = `INSERT INTO sla_clock SELECT (json_populate_record(c, json_build_object('id', $2::text, 'round', 9))).* FROM sla_clock c
      WHERE case_id = $1 AND metric = 'resolution'`;
    await expect(app.database.query(twin, [id, newId()])).rejects.toThrow('clock_one_open');
  });
});

describe('waiting', () => {
  it('stops the clocks for the resolution and the next answer, no other', async () => {
    const id = await open();
    await respond(id, monday('10:15'));
    await wait(id, new Date(monday('11:00').getTime() + 700));
    expect((await desk.caseOf(id)).state).toBe('waiting_customer');
    expect((await clockOf(id, 'resolution')).state).toBe('paused');
    // Ten days by the wall clock at most: until Thursday 11:00 of the next week; then seven hours, beyond the Dragon Boat Festival.
    expect(await dueOf(id, 'resolution')).toEqual(new Date('2026-06-22T10:30:00+08:00'));
    await resume(id, new Date(monday('15:00').getTime() + 300));
    // In whole seconds: 1 h before noon and 1.5 h after it did not count.
    expect(await dueOf(id, 'resolution')).toEqual(tuesday('14:30'));
    expect(await desk.caseOf(id)).toMatchObject({ state: 'in_progress', dueAt: tuesday('14:30') });
    expect((await told(id, 'sla.rescheduled')).map(({ metric, reason }) => `${metric} ${reason}`)).toEqual([
      'resolution waiting',
      'next_update waiting',
      'resolution resumed',
      'next_update resumed',
    ]);
  });

  it('ends when the customer is heard again, and when the customer gets an answer', async () => {
    const customerId = newId();
    const id = await open({ customerId, orderId: 'SO-1' });
    await respond(id, monday('10:15'));
    await wait(id, monday('11:00'));
    await desk.receive(
      { customerId, orderId: 'SO-1', channel: 'wechat', receivedAt: monday('11:30') },
      E1,
      monday('11:30'),
    );
    expect((await desk.caseOf(id)).state).toBe('in_progress');
    expect(await dueOf(id, 'resolution')).toEqual(tuesday('11:00'));
    await wait(id, monday('14:00'), 'third_party');
    await respond(id, monday('15:00'));
    expect((await desk.caseOf(id)).state).toBe('in_progress');
    expect(await dueOf(id, 'resolution')).toEqual(tuesday('12:00'));
  });

  it('cannot overlap, also below the code', async () => {
    const id = await open();
    await respond(id, monday('10:15'));
    expect(problems(await atOnce(10, () => wait(id, monday('11:00'))))).toEqual(Array(9).fill('case-state'));
    const twin = `INSERT INTO sla_wait SELECT (json_populate_record(w, json_build_object('id', $2::text))).* FROM sla_wait w WHERE case_id = $1`;
    const refused = await app.database.query(twin, [id, newId()]).catch((error: unknown) => sqlState(error));
    expect(refused).toBe('23P01');
  });

  it('that is cut short by the resolution counts as what it was', async () => {
    const id = await open();
    await respond(id, monday('10:15'));
    await wait(id, monday('11:00'));
    await desk.resolve(id, E1, tuesday('11:00'));
    const clock = await clockOf(id, 'resolution');
    expect([clock.state, clock.dueAt, clock.pausedUntil]).toEqual(['met', new Date('2026-06-10T10:30:00+08:00'), null]);
  });
});

describe('the level of the customer', () => {
  const rise = (customerId: string, level: 'diamond' | 'gold' | 'basic', now: Date) =>
    desk.run((tx) => desk.the(LevelsService).changed(tx, customerId, level, now));

  it('tightens open clocks from its rise on, and its fall loosens none', async () => {
    const customerId = newId();
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, level)
       VALUES ($1, 1, 'person', 'active', 'service', '[]', 'basic')`,
      [customerId],
    );
    const id = await open({ customerId });
    await rise(customerId, 'diamond', monday('11:00'));
    // A diamond customer has 4 hours; they count from the rise on.
    expect(await dueOf(id, 'resolution')).toEqual(monday('16:30'));
    expect(await dueOf(id, 'first_response')).toEqual(monday('12:00'));
    expect(await desk.caseOf(id)).toMatchObject({ level: 'diamond', dueAt: monday('16:30') });
    const before = await clocksOf(id);
    await rise(customerId, 'basic', monday('11:30'));
    await rise(customerId, 'diamond', monday('11:40'));
    expect(await clocksOf(id)).toEqual(before);
    expect((await told(id, 'sla.rescheduled')).map(({ reason }) => reason)).toEqual(['level_rose']);
  });

  it('leaves alone what is decided', async () => {
    const customerId = newId();
    const id = await open({ customerId });
    await desk.resolve(id, E1, monday('11:00'));
    const before = await clockOf(id, 'resolution');
    await rise(customerId, 'diamond', monday('11:30'));
    expect(await clockOf(id, 'resolution')).toEqual(before);
  });
});

describe('the severity', () => {
  it('tightens open clocks when it rises, and loosens none when it falls', async () => {
    const id = await open();
    const causeId = newId();
    await app.database.query(
      `INSERT INTO cause (id, version, code, name_zh, name_en, retired, changed_at, changed_by) VALUES ($1, 1, 'leak', '漏油', 'leak', false, now(), 'E1')`,
      [causeId],
    );
    const assess = (severity: 'low' | 'critical', now: Date) =>
      desk.run((tx) => desk.the(AssessmentsService).assess(tx, id, { severity, productId: null, causeId }, E1, now));
    await assess('critical', monday('11:00'));
    expect(await dueOf(id, 'resolution')).toEqual(monday('16:30'));
    expect(await dueOf(id, 'acknowledge')).toEqual(monday('10:30'));
    const before = await clocksOf(id);
    await assess('low', monday('11:30'));
    expect(await clocksOf(id)).toEqual(before);
    expect((await told(id, 'sla.rescheduled')).map(({ metric, reason }) => `${metric} ${reason}`)).toEqual([
      'resolution severity_rose',
    ]);
  });
});

describe('a warning', () => {
  const line = `INSERT INTO employee_card (employee_id, version, department, supervisor_id, roles, skills, active) VALUES
    ('E1', 1, 'service', 'S1', '{agent}', '{}', true), ('S1', 1, 'service', 'H1', '{supervisor}', '{}', true),
    ('H1', 1, 'service', 'CEO', '{supervisor}', '{}', true), ('CEO', 1, 'management', NULL, '{}', '{}', true)`;

  it('goes to whom the policy names when half, four fifths and all of the time are used up, each once', async () => {
    await app.database.query(line);
    const ids = values(await atOnce(20, () => open()));
    const workers = await Promise.all([1, 2, 3].map(() => app.another('worker')));
    const armed = async () =>
      (await app.database.query<{ count: number }[]>(`SELECT count(*) AS count FROM timer WHERE state = 'armed'`))[0]!
        .count;
    await waitFor(async () => (await armed()) === 0, { timeoutMs: 60_000, what: 'all timers to fire' });
    await Promise.all(workers.map((worker) => worker.close()));
    for (const id of ids) {
      // The deadline passed long ago: of what was missed only the last is told.
      expect(await told(id, 'sla.warned')).toHaveLength(3);
      expect((await told(id, 'sla.breached')).map(({ metric }) => metric).sort()).toEqual([
        'acknowledge',
        'first_response',
        'resolution',
      ]);
      const [warning] = (await told(id, 'sla.warned')).filter(({ metric }) => metric === 'resolution');
      expect(warning).toMatchObject({ percent: 100, warnedAt: tuesday('10:30').toISOString(), to: ['E1', 'S1', 'H1'] });
    }
  }, 90_000);

  it('comes in time, with the next one armed, and not at all for a deadline that has moved', async () => {
    await app.database.query(line);
    const now = new Date();
    const id = await desk.open({ receivedAt: now });
    const clock = await clockOf(id, 'resolution');
    const timers = () =>
      app.database.query<{ epoch: number; dueAt: Date }[]>(
        `SELECT epoch, due_at AS "dueAt" FROM timer WHERE aggregate_id = $1 ORDER BY epoch`,
        [clock.id],
      );
    const [first] = await timers();
    expect(first!.dueAt < clock.dueAt).toBe(true);
    await app.database.query(`UPDATE sla_clock SET epoch = 2 WHERE id = $1`, [clock.id]);
    await app.database.query(`UPDATE timer SET next_try_at = now() WHERE aggregate_id = $1`, [clock.id]);
    const worker = await app.another('worker');
    await waitFor(
      async () =>
        (
          await app.database.query<{ state: string }[]>(`SELECT state FROM timer WHERE aggregate_id = $1`, [clock.id])
        )[0]!.state === 'fired',
      { what: 'the timer of the earlier deadline' },
    );
    await worker.close();
    expect(await told(id, 'sla.warned')).toEqual([]);
  });
});

describe('the policy', () => {
  it('of which two write the next version at once has one winner, and counts for what starts then', async () => {
    const policies = desk.the(PoliciesService);
    const { version, content } = await desk.run((tx) => policies.find(tx));
    const early = await open();
    const strict = {
      ...content,
      rules: [
        {
          name: '严',
          targets: {
            resolution: { seconds: 60, calendarId: 'always' },
            callback: { seconds: 3600, calendarId: 'always' },
          },
        },
        ...content.rules,
      ],
    };
    const results = await atOnce(20, () =>
      desk.run((tx) => policies.replace(tx, strict, version, 'E1006', new Date())),
    );
    expect(problems(results)).toEqual(Array(19).fill('stale-version'));
    expect(await dueOf(early, 'resolution')).toEqual(tuesday('10:30'));
    const late = await open();
    expect(await clockOf(late, 'resolution')).toMatchObject({
      policyVersion: version + 1,
      rule: '严',
      dueAt: monday('10:01'),
    });
    expect((await app.database.manager.findOneByOrFail(ServiceCase, { id: late })).dueAt).toEqual(monday('10:01'));
    await desk.resolve(late, E1, monday('10:30'));
    const task = await app.database.manager.findOneByOrFail(CallbackTask, { caseId: late });
    expect(task.dueAt).toEqual(monday('11:30'));
  });
});
