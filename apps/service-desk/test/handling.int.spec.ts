import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseNow, sqlState } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { HandlingService } from '../src/handling/handling.service.js';
import { Handover } from '../src/handovers/handover.entity.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, E3, problems, values } from './desk-steps.js';

const hour = 3_600_000;
const longAgo = new Date('2026-01-05T02:00:00Z');
const C1 = agent('C1', 'complaint-centre');
const C2 = agent('C2', 'complaint-centre');

/** Timers fire only where a test starts a worker. */
let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('complaint-centre', 'C1', 'C2');
  await desk.hire('service', 'E1', 'E2', 'E3');
});

const clockOf = (caseId: string, cycle = 1): Promise<SlaClock> =>
  app.database.manager.findOneByOrFail(SlaClock, { caseId, cycle, metric: 'resolution' });
/** What was told of the deadline for the resolution. */
const verdictsOf = async (caseId: string): Promise<string[]> =>
  (await desk.told(caseId))
    .filter(({ type, data }) => ['sla.met', 'sla.breached'].includes(type) && data['metric'] === 'resolution')
    .map(({ type }) => type);
/** What was told of anything but deadlines. */
const stepsOf = async (caseId: string): Promise<string[]> =>
  (await desk.typesTold(caseId)).filter((type) => !type.startsWith('sla.'));
const offer = (id: string, to: { toDepartment?: string; toEmployeeId?: string | null } = {}, by = E1) => {
  const { toDepartment = 'complaint-centre', toEmployeeId = null } = to;
  return desk.run((tx) =>
    desk.the(HandoversService).offer(tx, id, { toDepartment, toEmployeeId, reason: '请裁决' }, by, new Date()),
  );
};
const accept = (id: string, by = C1) => desk.run((tx) => desk.the(HandoversService).accept(tx, id, by, new Date()));
const decline = (id: string, by = C1) =>
  desk.run((tx) => desk.the(HandoversService).decline(tx, id, '不归我们', by, new Date()));

describe('the owner', () => {
  it('cannot be taken away, nor be the person complained of: the database refuses both', async () => {
    const id = await desk.open({ complainedOf: 'E9' });
    const set = (owner: string | null) =>
      app.database.query('UPDATE service_case SET owner_employee_id = $2 WHERE id = $1', [id, owner]).then(
        () => 'accepted',
        (error: unknown) => sqlState(error),
      );
    expect(await set(null)).toBe('23502');
    expect(await set('E9')).toBe('23514');
    expect(await set('E2')).toBe('accepted');
  });

  it('is exactly one while offers, answers, resolutions and reopenings run against each other', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => desk.open({ customerId: newId() })));
    const steps = [
      (id: string) => offer(id).then(() => undefined),
      (id: string) => offer(id, { toDepartment: 'service' }, E2).then(() => undefined),
      async (id: string) => {
        const open = await app.database.manager.findOneBy(Handover, { caseId: id, state: 'offered' });
        if (open) await (Math.random() < 0.5 ? accept(open.id) : decline(open.id));
      },
      (id: string) => desk.resolve(id, C1),
      (id: string) => desk.reopen(id, C1),
    ];
    const results = await atOnce(150, (index) => steps[index % 5]!(ids[(index * 7) % 6]!));
    const expected = new Set([
      'case-state',
      'handover-open',
      'handover-answered',
      'handover-not-yours',
      'not-found',
      'case-only-offered',
      'handover-impossible',
      'needs-adjudication',
    ]);
    expect(problems(results).filter((problem) => !expected.has(problem))).toEqual([]);
    for (const id of ids) {
      const told = await desk.told(id);
      expect(told.map(({ version }) => version)).toEqual(told.map((_, index) => index + 1));
      expect((await desk.caseOf(id)).version).toBe(told.length);
      // Whoever the events say is the owner is the owner.
      const named = told.flatMap(({ type, data }) =>
        type === 'case.opened' || type === 'case.handover-accepted' ? [data['owner']] : [],
      );
      expect((await desk.caseOf(id)).owner).toEqual(named.at(-1));
    }
  });
});

describe('a handover', () => {
  it('leaves the giver accountable until it is accepted, and tells why', async () => {
    const id = await desk.open();
    const { handover } = await offer(id);
    expect((await desk.caseOf(id)).owner).toEqual({ employeeId: 'E1', department: 'service' });
    await decline(handover.id);
    expect((await desk.caseOf(id)).owner).toEqual({ employeeId: 'E1', department: 'service' });
    const second = await offer(id);
    await accept(second.handover.id);
    expect(await desk.caseOf(id)).toMatchObject({
      ownerEmployeeId: 'C1',
      ownerDepartment: 'complaint-centre',
      ownerReason: 'handover',
    });
    expect(await stepsOf(id)).toEqual([
      'case.opened',
      'case.handover-offered',
      'case.handover-declined',
      'case.handover-offered',
      'case.handover-accepted',
    ]);
  });

  it('that two accept at once has one winner', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await desk.open();
      const { handover } = await offer(id);
      const results = await atOnce(2, (index) => accept(handover.id, [C1, C2][index]!));
      expect(problems(results)).toEqual(['handover-answered']);
      const winner = values(results)[0]!.handover.answeredBy;
      expect((await desk.caseOf(id)).ownerEmployeeId).toBe(winner);
      expect((await desk.typesTold(id)).filter((type) => type === 'case.handover-accepted')).toHaveLength(1);
    }
  });

  it('is open once at a time, also when two are offered at once', async () => {
    const id = await desk.open();
    expect(problems(await atOnce(2, () => offer(id)))).toEqual(['handover-open']);
    const twin = `INSERT INTO handover SELECT (json_populate_record(h, json_build_object('id', $2::text))).* FROM handover h WHERE case_id = $1`;
    await expect(app.database.query(twin, [id, newId()])).rejects.toThrow('handover_one_open');
  });

  it('is never made to the owner, to oneself, to the person complained of, or to who left or works elsewhere', async () => {
    await desk.know('L1', 'complaint-centre', { active: false });
    await desk.know('F1', 'finance');
    const id = await desk.open({ complainedOf: 'C2' }, E3);
    const offers = [
      { toEmployeeId: 'E3' },
      { toEmployeeId: 'E1' },
      { toEmployeeId: 'C2' },
      { toEmployeeId: 'L1' },
      { toEmployeeId: 'F1' },
    ];
    const reasons: unknown[] = [];
    for (const to of offers)
      await offer(id, to).catch((error: { members: { reason: string } }) => reasons.push(error.members.reason));
    expect(reasons).toEqual(['owner', 'yourself', 'complained_of', 'not_active', 'other_department']);
    const { handover } = await offer(id);
    await expect(accept(handover.id, C2)).rejects.toThrow('recused');
  });

  it('can be accepted by the named employee only', async () => {
    const id = await desk.open();
    const { handover } = await offer(id, { toEmployeeId: 'C1' });
    // A colleague may read it, somebody from elsewhere does not even learn that it exists.
    await expect(accept(handover.id, C2)).rejects.toThrow('handover-not-yours');
    await expect(accept(handover.id, agent('F1', 'finance'))).rejects.toThrow('not-found');
    await expect(accept(handover.id, C1)).resolves.toBeDefined();
  });

  it('ends when the case is resolved', async () => {
    const id = await desk.open();
    const { handover } = await offer(id);
    await desk.resolve(id);
    await expect(accept(handover.id)).rejects.toThrow('handover-answered');
    expect(await app.database.manager.findOneByOrFail(Handover, { id: handover.id })).toMatchObject({
      state: 'withdrawn',
    });
  });
});

describe('the end of a complaint', () => {
  it('needs a call-back by somebody other than the handler', async () => {
    const id = await desk.open();
    await desk.resolve(id);
    await expect(desk.close(id)).rejects.toThrow('case-state');
    const task = await desk.callbackOf(id);
    await expect(desk.callBack(task, 'satisfied', E1)).rejects.toThrow('callback-by-handler');
    await desk.callBack(task, 'satisfied', E2);
    await desk.close(id);
    expect(await desk.caseOf(id)).toMatchObject({ state: 'closed', outcome: 'satisfied' });
  });

  it('without a call-back is refused by the database as well', async () => {
    const id = await desk.open();
    await desk.resolve(id);
    const end = (outcome: string | null) =>
      app.database.query(`UPDATE service_case SET state = 'closed', closed_at = now(), outcome = $2 WHERE id = $1`, [
        id,
        outcome,
      ]);
    await expect(end(null)).rejects.toThrow('case_outcome');
    await expect(end('not_required')).rejects.toThrow('case_callback_not_skipped');
  });

  it('comes once, and one call-back counts, when everything is done twice at once', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await desk.open();
      expect(problems(await atOnce(2, () => desk.resolve(id)))).toEqual(['case-state']);
      const task = await desk.callbackOf(id);
      const outcomes = ['satisfied', 'unsatisfied'] as const;
      expect(problems(await atOnce(2, (index) => desk.callBack(task, outcomes[index]!)))).toEqual([
        'callback-not-open',
      ]);
      const told = await desk.typesTold(id);
      expect(told.filter((type) => type === 'callback.completed')).toHaveLength(1);
      if (told.includes('case.reopened')) continue;
      expect(problems(await atOnce(3, () => desk.close(id)))).toEqual(['case-state', 'case-state']);
      expect((await desk.typesTold(id)).filter((type) => type === 'case.closed')).toHaveLength(1);
    }
  });

  it('is unconfirmed, not satisfied, after three attempts at different times that reached nobody', async () => {
    const id = await desk.open();
    const now = new Date();
    const at = (hours: number): Date => new Date(now.getTime() + hours * hour);
    await desk.resolve(id);
    const task = await desk.callbackOf(id);
    await desk.callBack(task, 'unreached', E2, at(0));
    await expect(desk.callBack(task, 'unreached', E3, at(0.99))).rejects.toThrow('callback-too-soon');
    await desk.callBack(task, 'unreached', E3, at(4));
    await expect(desk.close(id)).rejects.toThrow('case-state');
    const { task: done } = await desk.callBack(task, 'unreached', E2, at(8));
    expect(done).toMatchObject({ state: 'done', outcome: 'unconfirmed' });
    expect(await desk.caseOf(id)).toMatchObject({ state: 'closed', outcome: 'unconfirmed' });
    expect((await desk.told(id)).filter(({ type }) => type === 'callback.completed')).toMatchObject([
      { data: { outcome: 'unreached' } },
    ]);
  });

  it('of an unsatisfied customer is a beginning: same owner, next cycle, new clock, new call-back', async () => {
    const id = await desk.open();
    await desk.resolve(id, E2);
    await desk.callBack(await desk.callbackOf(id), 'unsatisfied', E3);
    const kase = await desk.caseOf(id);
    expect(kase).toMatchObject({ state: 'reopened', cycle: 2, ownerEmployeeId: 'E1' });
    expect((await clockOf(id, 1)).state).toBe('met');
    expect(await clockOf(id, 2)).toMatchObject({ state: 'running', dueAt: kase.dueAt });
    await desk.resolve(id, E1);
    await desk.callBack(await desk.callbackOf(id), 'satisfied', E2);
    await desk.close(id);
    const types = ['case.opened', 'case.acknowledged', 'case.resolved', 'callback.completed', 'case.reopened'];
    expect(await stepsOf(id)).toEqual([...types, 'case.resolved', 'callback.completed', 'case.closed']);
    expect(await verdictsOf(id)).toEqual(['sla.met', 'sla.met']);
  });

  it('by reopening calls nobody back any more', async () => {
    const id = await desk.open();
    await desk.resolve(id);
    const task = await desk.callbackOf(id);
    await desk.reopen(id);
    await expect(desk.callBack(task, 'satisfied')).rejects.toThrow('callback-not-open');
  });
});

describe('who is complained of', () => {
  it('has no hand in the case', async () => {
    const id = await desk.open({ complainedOf: 'E3' });
    const handling = desk.the(HandlingService);
    await expect(desk.run((tx) => handling.acknowledge(tx, id, E3, new Date()))).rejects.toThrow('recused');
    await expect(desk.resolve(id, E3)).rejects.toThrow('recused');
    await desk.resolve(id);
    await expect(desk.callBack(await desk.callbackOf(id), 'satisfied', E3)).rejects.toThrow('recused');
  });
});

describe('the clock', () => {
  it('halves the time for a diamond customer, and keeps the level of the beginning', async () => {
    const customerId = newId();
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, level)
       VALUES ($1, 1, 'person', 'active', 'service', '[]', 'diamond')`,
      [customerId],
    );
    const seconds = async (wish: object): Promise<number> => (await clockOf(await desk.open(wish))).targetSeconds;
    expect(await seconds({ customerId })).toBe(4 * 3600);
    expect(await seconds({})).toBe(8 * 3600);
    expect(await seconds({ severity: 'critical' })).toBe(4 * 3600);
  });

  it('starts when the customer spoke, not when that was recorded', async () => {
    const id = await desk.open({ receivedAt: new Date('2026-06-05T08:30:15.750Z') });
    // Friday 16:30:15 in Shanghai, and 8 hours of 09–12 and 13:30–18: Monday 17:00:15.
    expect(await clockOf(id)).toMatchObject({
      startedAt: new Date('2026-06-05T08:30:15Z'),
      dueAt: new Date('2026-06-08T09:00:15Z'),
      calendarVersion: 2,
      policyVersion: 1,
    });
  });

  it('is met exactly at the deadline and breached a millisecond later, whether a timer was there or not', async () => {
    const verdict = async (afterDeadline: number): Promise<[string, string[]]> => {
      const id = await desk.open({ receivedAt: longAgo });
      const { dueAt } = await clockOf(id);
      await desk.resolve(id, E1, new Date(dueAt.getTime() + afterDeadline));
      return [(await clockOf(id)).state, await verdictsOf(id)];
    };
    expect(await verdict(0)).toEqual(['met', ['sla.met']]);
    expect(await verdict(1)).toEqual(['breached_met', ['sla.breached']]);
  });

  it('tells each of 300 passed deadlines once, by three workers at once', async () => {
    const ids = values(await atOnce(300, () => desk.open({ receivedAt: longAgo })));
    expect(ids).toHaveLength(300);
    const workers = await Promise.all([1, 2, 3].map(() => app.another('worker')));
    await waitFor(async () => (await due()) === 0, { timeoutMs: 60_000, what: 'all timers to fire' });
    await Promise.all(workers.map((worker) => worker.close()));
    const told = await app.database.query<{ id: string; count: number; rightTime: boolean }[]>(
      `SELECT aggregate_id AS id, count(*) AS count, bool_and(payload::jsonb->>'breachedAt' = payload::jsonb->>'dueAt') AS "rightTime"
       FROM outbox WHERE headers->>'ce_type' = 'sla.breached' AND payload::jsonb->>'metric' = 'resolution' GROUP BY 1`,
    );
    expect(told).toHaveLength(300);
    expect(told.every(({ count, rightTime }) => count === 1 && rightTime)).toBe(true);
    expect(await app.database.manager.countBy(SlaClock, { state: 'breached_running', metric: 'resolution' })).toBe(300);
    // Resolved after the breach was told: not told again.
    await desk.resolve(ids[0]!);
    expect((await clockOf(ids[0]!)).state).toBe('breached_met');
    expect(await verdictsOf(ids[0]!)).toEqual(['sla.breached']);
  }, 120_000);

  it('tells a breach once when the timer and the resolution meet', async () => {
    const worker = await app.another('worker');
    const results = await atOnce(40, async () => {
      const id = await desk.open({ receivedAt: longAgo });
      await desk.resolve(id);
      return id;
    });
    expect(problems(results)).toEqual([]);
    await waitFor(async () => (await due()) === 0, { timeoutMs: 60_000, what: 'all timers to fire' });
    await worker.close();
    for (const id of values(results)) {
      expect((await clockOf(id)).state).toBe('breached_met');
      const told = await desk.told(id);
      expect(await verdictsOf(id)).toEqual(['sla.breached']);
      expect(told.map(({ version }) => version)).toEqual(told.map((_, index) => index + 1));
    }
  }, 60_000);

  it('is not touched by a timer of an earlier cycle', async () => {
    const id = await desk.open({ receivedAt: longAgo });
    await desk.resolve(id, E1, new Date(longAgo.getTime() + 1000));
    await desk.reopen(id);
    const worker = await app.another('worker');
    await waitFor(async () => (await due()) === 0, { what: 'the timers of the first cycle to fire' });
    await worker.close();
    expect(await verdictsOf(id)).toEqual(['sla.met']);
    expect((await clockOf(id, 2)).state).toBe('running');
  });

  const due = async (): Promise<number> => {
    const [row] = await app.database.query<{ count: number }[]>(
      `SELECT count(*) AS count FROM timer WHERE state = 'armed' AND next_try_at <= clock_timestamp()`,
    );
    return row!.count;
  };
});

describe('an answer to the customer', () => {
  it('acknowledges the case, is the first one once, and has only who wants messages told', async () => {
    const [willing, unwilling] = [newId(), newId()];
    const insert = `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable)
                    VALUES ($1, 1, 'person', 'active', 'service', $2)`;
    await app.database.query(insert, [willing, JSON.stringify([{ channel: 'sms', purpose: 'service' }])]);
    await app.database.query(insert, [unwilling, JSON.stringify([{ channel: 'sms', purpose: 'survey' }])]);
    const respond = (id: string) =>
      desk.run(async (tx) => desk.the(HandlingService).respond(tx, id, '明天送达', E1, await databaseNow(tx)));
    const ids = [
      await desk.open({ customerId: willing }),
      await desk.open({ customerId: unwilling }),
      await desk.open(),
    ];
    for (const id of ids) await respond(id);
    await respond(ids[0]!);
    const told = (await desk.told(ids[0]!)).filter(({ type }) => !type.startsWith('sla.'));
    expect(told.map(({ type, data }) => [type, data['first']])).toEqual([
      ['case.opened', undefined],
      ['case.acknowledged', undefined],
      ['case.responded', true],
      ['case.responded', false],
    ]);
    const messages = await app.database.query<{ data: { customerId: string; parameters: object } }[]>(
      `SELECT payload::jsonb AS data FROM outbox WHERE headers->>'ce_type' = 'message.requested'`,
    );
    expect(messages.map(({ data }) => data.customerId)).toEqual([willing, willing]);
    expect(messages[0]!.data.parameters).toEqual({
      caseNumber: (await desk.caseOf(ids[0]!)).number,
      link: expect.stringMatching(/^http:\/\/localhost:8080\/service-desk\/v1\/replies\/[\w-]{43}$/),
    });
  });
});
