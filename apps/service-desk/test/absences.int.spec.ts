import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { EmployeeCardsConsumer } from '../src/absences/employee-cards.consumer.js';
import { AbsencesService } from '../src/absences/absences.service.js';
import { Handover } from '../src/handovers/handover.entity.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';
import { RoutingSteps } from './routing-steps.js';

let app: DeskApp;
let desk: DeskSteps;
let routing: RoutingSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
  routing = new RoutingSteps(desk);
});
afterAll(() => app.close());
beforeEach(() => routing.empty());

const set = (employeeId: string, what: string) =>
  app.database.query(`UPDATE employee_card SET ${what} WHERE employee_id = $1`, [employeeId]);
const handOn = (employeeId: string, now = new Date()) =>
  desk.run((tx) => desk.the(AbsencesService).handOn(tx, employeeId, now));
const handOnAll = async (employeeId: string): Promise<void> => {
  while ((await handOn(employeeId)) !== 'done');
};
const ownersOf = async (ids: string[]): Promise<string[]> =>
  (await Promise.all(ids.map((id) => desk.caseOf(id)))).map(({ ownerEmployeeId }) => ownerEmployeeId);
const openOf = async (count: number, wish = {}): Promise<string[]> => {
  const results = await atOnce(count, () => desk.open({ customerId: newId(), ...wish }));
  expect(problems(results)).toEqual([]);
  return values(results);
};

describe('somebody who leaves', () => {
  it('leaves no case: each goes to the best agent, in batches, with its deadlines as they were', async () => {
    await desk.know('A1');
    const ids = await openOf(45);
    const clocks = () => app.database.manager.find(SlaClock, { order: { id: 'ASC' } });
    const before = await clocks();
    await desk.know('A2');
    await desk.know('A3');
    await set('A1', 'active = false');
    expect(await handOn('A1')).toBe('more');
    expect((await ownersOf(ids)).filter((owner) => owner === 'A1')).toHaveLength(25);
    await handOnAll('A1');
    const owners = await ownersOf(ids);
    expect(owners.filter((owner) => owner === 'A2').length).toBeGreaterThanOrEqual(22);
    expect(owners.filter((owner) => owner === 'A3').length).toBeGreaterThanOrEqual(22);
    expect(await clocks()).toEqual(before);
    expect(await desk.caseOf(ids[0]!)).toMatchObject({ ownerReason: 'left' });
    expect((await desk.told(ids[0]!)).at(-1)).toMatchObject({
      type: 'case.handover-accepted',
      data: { reason: 'left', owner: { employeeId: owners[0] } },
    });
  });

  it('leaves cases to the duty owner where there is no agent, but not to one complained of', async () => {
    await desk.know('A1');
    const [one, about] = [await desk.open(), await desk.open({ complainedOf: 'duty-officer' })];
    await set('A1', 'active = false');
    await handOnAll('A1');
    expect(await ownersOf([one, about])).toEqual(['duty-officer', 'deputy-duty-officer']);
  });

  it('can neither be offered a case nor accept one, and what was offered is offered to the department', async () => {
    await desk.know('L1', 'logistics');
    await desk.hire('logistics', 'L2');
    const id = await desk.open();
    const wish = { toDepartment: 'logistics', toEmployeeId: 'L1', reason: '请接手' };
    const { handover } = await desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, E1, new Date()));
    await set('L1', 'active = false');
    const accept = (by: typeof E1) =>
      desk.run((tx) => desk.the(HandoversService).accept(tx, handover.id, by, new Date()));
    await expect(accept(agent('L1', 'logistics'))).rejects.toMatchObject({ members: { reason: 'not_active' } });
    await handOnAll('L1');
    expect(await app.database.manager.findOneByOrFail(Handover, { id: handover.id })).toMatchObject({
      state: 'offered',
      toEmployeeId: null,
      toDepartment: 'logistics',
    });
    await accept(agent('L2', 'logistics'));
    expect(await ownersOf([id])).toEqual(['L2']);
  });
});

describe('the last one of a department who leaves', () => {
  it('leaves no offer behind that nobody could answer, by name or to the department, and no case', async () => {
    await desk.hire('service', 'E1');
    await desk.hire('archive', 'L1');
    const [named, open, own] = await openOf(3);
    const offer = (id: string, toEmployeeId: string | null) => {
      const wish = { toDepartment: 'archive', toEmployeeId, reason: '请接手' };
      return desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, agent('E1'), new Date()));
    };
    await offer(named!, 'L1');
    await offer(open!, null);
    const { handover } = await offer(own!, 'L1');
    await desk.run((tx) => desk.the(HandoversService).accept(tx, handover.id, agent('L1', 'archive'), new Date()));
    await set('L1', 'active = false');
    await handOnAll('L1');
    expect(await ownersOf([named!, open!, own!])).toEqual(['E1', 'E1', 'duty-officer']);
    const states = await app.database.query<{ state: string }[]>(
      `SELECT state FROM handover WHERE cause = 'offer' AND case_id = ANY ($1) AND id <> $2`,
      [[named, open], handover.id],
    );
    expect(states.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
    const notices = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM notice WHERE employee_id = 'E1' AND kind = 'withdrawn'`,
    );
    expect(notices[0]!.count).toBe(2);
  });
});

describe('somebody who is absent', () => {
  const absent = (id: string, substitute: string | null = null) =>
    set(id, `absent_from = now() - interval '1 minute', substitute_id = ${substitute ? `'${substitute}'` : 'NULL'}`);

  it('is followed by the substitute, or who stands in for that one, and gets nothing back by returning', async () => {
    await desk.know('A1');
    const ids = await openOf(3);
    await desk.know('S1', 'finance');
    await desk.know('S2', 'finance');
    await absent('A1', 'S1');
    await absent('S1', 'S2');
    await handOnAll('A1');
    expect(await ownersOf(ids)).toEqual(['S2', 'S2', 'S2']);
    expect(await desk.caseOf(ids[0]!)).toMatchObject({ ownerReason: 'absence', ownerDepartment: 'finance' });
    await set('A1', 'absent_to = now()');
    expect(await handOn('A1')).toBe('not_away');
    expect(await ownersOf(ids)).toEqual(['S2', 'S2', 'S2']);
  });

  it('keeps the offer of a case to somebody else open, but not to the substitute', async () => {
    await desk.know('A1');
    const [other, same] = await openOf(2);
    await desk.know('S1');
    const offer = (id: string, toEmployeeId: string) => {
      const wish = { toDepartment: 'service', toEmployeeId, reason: '请接手' };
      return desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, agent('A1'), new Date()));
    };
    await desk.hire('service', 'E2');
    await offer(other!, 'E2');
    await offer(same!, 'S1');
    await absent('A1', 'S1');
    await handOnAll('A1');
    expect(await ownersOf([other!, same!])).toEqual(['S1', 'S1']);
    const states = await app.database.query<{ state: string }[]>(
      `SELECT state FROM handover WHERE cause = 'offer' AND case_id = ANY ($1) ORDER BY state`,
      [[other, same]],
    );
    expect(states.map(({ state }) => state)).toEqual(['offered', 'withdrawn']);
  });

  it('and on duty for a queue leaves its cases in their places there', async () => {
    await desk.know('D1');
    await set('D1', `roles = '{}'`);
    await routing.queue('waiting', { dutyOwner: 'D1' });
    const [id] = await openOf(1);
    const before = await desk.caseOf(id!);
    expect(before).toMatchObject({ ownerEmployeeId: 'D1', queueId: 'waiting' });
    await absent('D1');
    await handOnAll('D1');
    const { queueId, queuedAt, queueRank } = before;
    expect(await desk.caseOf(id!)).toMatchObject({
      ...{ ownerEmployeeId: 'duty-officer', ownerReason: 'absence', queueId, queuedAt, queueRank },
    });
  });
});

describe('who leaves while cases come in', () => {
  /** Timers fire here. */
  it('has none in the end, whatever came first', async () => {
    const worker = await app.another('worker');
    try {
      await desk.know('A1');
      await openOf(10);
      await desk.know('A2');
      const card = employee('A1', { version: 2, active: false });
      const event = { ...card, id: newId(), time: new Date().toISOString() };
      const results = await atOnce(40, async (index) => {
        if (index === 20) {
          await desk.run(async (tx) => {
            await tx.query(`UPDATE employee_card SET active = false, version = 2 WHERE employee_id = 'A1'`);
            await desk.the(EmployeeCardsConsumer).changed(tx, event as never);
          });
        } else await desk.open({ customerId: newId() });
      });
      expect(problems(results)).toEqual([]);
      const left = async (): Promise<number> => {
        const [row] = await app.database.query<{ count: number }[]>(
          `SELECT count(*)::int AS count FROM service_case WHERE owner_employee_id = 'A1'`,
        );
        return row!.count;
      };
      // One that began before the card came may have been given to A1 after the first look: the second look is brought forward.
      await waitFor(async () => (await firedOnce()) || undefined, { what: 'the first look to end' });
      await app.database.query(
        `UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'desk.owner-away-again' AND state = 'armed'`,
      );
      await waitFor(async () => (await left()) === 0 || undefined, { what: 'nothing to be left' });
    } finally {
      await worker.close();
    }
  }, 60_000);

  const firedOnce = async (): Promise<boolean> =>
    (await app.database.query<unknown[]>(`SELECT FROM timer WHERE kind = 'desk.owner-away-again'`)).length > 0;

  it('is found by the second look, where the first came too early', async () => {
    await desk.know('A1', 'service', { active: false });
    expect(await handOn('A1')).toBe('done');
    // Given to A1 by a transaction that had read the card of before.
    const id = await desk.open();
    await app.database.query(`UPDATE service_case SET owner_employee_id = 'A1' WHERE id = $1`, [id]);
    const worker = await app.another('worker');
    try {
      await app.database.query(
        `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at) VALUES ($1, 'desk.owner-away', 'A1', 1, now(), now())`,
        [newId()],
      );
      await waitFor(async () => (await ownersOf([id]))[0] !== 'A1' || undefined, { what: 'another owner' });
      await waitFor(async () => (await firedOnce()) || undefined, { what: 'the second look to be armed' });
      await app.database.query(`UPDATE service_case SET owner_employee_id = 'A1' WHERE id = $1`, [id]);
      await app.database.query(
        `UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'desk.owner-away-again'`,
      );
      await waitFor(async () => (await ownersOf([id]))[0] !== 'A1' || undefined, { what: 'another owner again' });
    } finally {
      await worker.close();
    }
  }, 60_000);
});
