import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { AdjudicationsService } from '../src/handovers/adjudications.service.js';
import { Handover } from '../src/handovers/handover.entity.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { NoticesService } from '../src/notices/notices.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('service', 'E1', 'E2');
  await desk.hire('logistics', 'L1', 'L2');
  await desk.hire('quality', 'Q1');
  await desk.hire('finance', 'F1');
});

const L1 = agent('L1', 'logistics');
const Q1 = agent('Q1', 'quality');
const centre = userOf({ sub: 'C1', roles: ['complaint-centre'], department: 'complaint-centre' })!;

const offer = async (id: string, to: typeof E1, by = E1): Promise<Handover> => {
  const wish = { toDepartment: to.department!, toEmployeeId: to.id, reason: '请接手' };
  return (await desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, by, new Date()))).handover;
};
const accept = (id: string, by: typeof E1) =>
  desk.run((tx) => desk.the(HandoversService).accept(tx, id, by, new Date()));
const decline = async (id: string, by: typeof E1): Promise<Handover> =>
  (await desk.run((tx) => desk.the(HandoversService).decline(tx, id, '不归我们', by, new Date(), 'not_ours'))).handover;
const decide = (id: string, employeeId: string, department = 'service', by = centre) =>
  desk.run((tx) =>
    desk.the(AdjudicationsService).decide(tx, id, { employeeId, department, reason: '由该部门负责' }, by, new Date()),
  );
const handoverClocks = async (caseId: string) => {
  const clocks = await app.database.manager.find(SlaClock, {
    where: { caseId, metric: 'handover' },
    order: { round: 'ASC' },
  });
  return clocks.map(({ state }) => state);
};
/** A case that was declined twice. */
const bounced = async (): Promise<{ caseId: string; handover: Handover }> => {
  const caseId = await desk.open({ customerId: newId() });
  await decline((await offer(caseId, L1)).id, L1);
  return { caseId, handover: await decline((await offer(caseId, Q1)).id, Q1) };
};

describe('the second bounce', () => {
  it('ends the offers of the parties; the complaint centre decides, and nobody can decline that', async () => {
    const { caseId, handover } = await bounced();
    expect(handover).toMatchObject({ state: 'to_adjudicate', bounce: 2, declineCode: 'not_ours', answeredBy: 'Q1' });
    await expect(offer(caseId, agent('F1', 'finance'))).rejects.toMatchObject({
      type: 'needs-adjudication',
      members: { handoverId: handover.id },
    });
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'E1' });
    const waiting = await desk.run((tx) => desk.the(AdjudicationsService).list(tx, centre, null, 10));
    expect(waiting).toMatchObject([{ handover: { id: handover.id }, reason: '请接手', declineReason: '不归我们' }]);
    expect(await handoverClocks(caseId)).toEqual(['met', 'met', 'running']);

    await decide(handover.id, 'L1', 'logistics');
    expect(await desk.caseOf(caseId)).toMatchObject({
      ownerEmployeeId: 'L1',
      ownerDepartment: 'logistics',
      ownerReason: 'adjudication',
    });
    expect(await handoverClocks(caseId)).toEqual(['met', 'met', 'met']);
    await expect(decline(handover.id, Q1)).rejects.toMatchObject({ type: 'handover-answered' });
    await expect(offer(caseId, Q1, L1)).rejects.toMatchObject({
      type: 'needs-adjudication',
      members: { handoverId: null },
    });
    const told = (await desk.told(caseId)).filter(({ type }) => !type.startsWith('sla.')).slice(-4);
    expect(told).toMatchObject([
      { type: 'case.handover-declined' },
      { type: 'case.adjudication-needed', data: { bounces: 2, owner: { employeeId: 'E1' } } },
      { type: 'case.handover-accepted', data: { reason: 'adjudication', owner: { employeeId: 'L1' } } },
      { type: 'case.adjudicated', data: { owner: { employeeId: 'L1' }, by: { employeeId: 'C1' } } },
    ]);
  });

  it('is also an offer back to who gave it away, which nobody is asked about any more', async () => {
    const caseId = await desk.open();
    await accept((await offer(caseId, L1)).id, L1);
    const back = await offer(caseId, E1, L1);
    expect(back).toMatchObject({ state: 'offered', isReturn: true, bounce: 1 });
    await accept(back.id, E1);
    const again = await offer(caseId, agent('L2', 'logistics'));
    expect(again).toMatchObject({ state: 'to_adjudicate', isReturn: true, bounce: 2 });
    await expect(accept(again.id, agent('L2', 'logistics'))).rejects.toMatchObject({ type: 'handover-answered' });
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'E1' });
    await decide(again.id, 'E1');
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'E1', ownerReason: 'handover' });
  });

  it('counts anew when the case is reopened', async () => {
    const { caseId, handover } = await bounced();
    await desk.resolve(caseId);
    expect(await app.database.manager.findOneByOrFail(Handover, { id: handover.id })).toMatchObject({
      state: 'withdrawn',
    });
    expect(await handoverClocks(caseId)).toEqual(['met', 'met', 'cancelled']);
    await desk.reopen(caseId);
    await expect(offer(caseId, L1)).resolves.toMatchObject({ state: 'offered', bounce: null });
  });

  it('is decided for nobody complained of, absent or gone, and by nobody complained of', async () => {
    const { caseId, handover } = await bounced();
    await desk.know('G1', 'service', { active: false });
    await desk.know('H1');
    await app.database.query(
      `UPDATE employee_card SET absent_from = now() - interval '1 day' WHERE employee_id = 'H1'`,
    );
    await app.database.query(`UPDATE service_case SET complained_of = '{E9}' WHERE id = $1`, [caseId]);
    await expect(decide(handover.id, 'G1')).rejects.toMatchObject({ members: { reason: 'not_active' } });
    await expect(decide(handover.id, 'H1')).rejects.toMatchObject({ members: { reason: 'absent' } });
    await expect(decide(handover.id, 'E9')).rejects.toMatchObject({ members: { reason: 'complained_of' } });
    await expect(decide(handover.id, 'E2', 'service', { ...centre, id: 'E9' })).rejects.toMatchObject({
      type: 'recused',
    });
    await expect(offer(await desk.open(), { ...E1, id: 'H1' })).rejects.toMatchObject({
      members: { reason: 'absent' },
    });
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'E1' });
  });
});

describe('at once', () => {
  it('of an acceptance and a refusal one counts', async () => {
    for (let round = 0; round < 10; round++) {
      const caseId = await desk.open({ customerId: newId() });
      await decline((await offer(caseId, L1)).id, L1);
      const { id } = await offer(caseId, Q1);
      const results = await atOnce<unknown>(2, (index) => (index === 0 ? accept(id, Q1) : decline(id, Q1)));
      expect(problems(results)).toEqual(['handover-answered']);
      const { state } = await app.database.manager.findOneByOrFail(Handover, { id });
      const owner = (await desk.caseOf(caseId)).ownerEmployeeId;
      expect([state, owner]).toEqual(state === 'accepted' ? ['accepted', 'Q1'] : ['to_adjudicate', 'E1']);
    }
  });

  it('of twenty decisions and acceptances one decision counts', async () => {
    const { caseId, handover } = await bounced();
    for (let index = 0; index < 20; index += 2) await desk.hire('service', `D${index}`);
    const results = await atOnce(20, async (index) => {
      await (index % 2 ? accept(handover.id, Q1) : decide(handover.id, `D${index}`));
      return index;
    });
    const [winner, ...others] = values(results);
    expect(others).toEqual([]);
    expect(new Set(problems(results))).toEqual(new Set(['handover-answered']));
    expect((await desk.caseOf(caseId)).ownerEmployeeId).toBe(`D${winner}`);
    expect((await desk.typesTold(caseId)).filter((type) => type === 'case.adjudicated')).toHaveLength(1);
  });

  it('of twenty offers one is made, and none beside a case that waits for its decision: the database guards it', async () => {
    const { caseId, handover } = await bounced();
    const results = await atOnce(20, () => offer(caseId, agent('F1', 'finance')));
    expect(new Set(problems(results))).toEqual(new Set(['needs-adjudication']));
    const copy = (change: string) =>
      app.database.query(
        `INSERT INTO handover SELECT (json_populate_record(h, $2::json)).* FROM handover h WHERE id = $1`,
        [handover.id, change],
      );
    const open = {
      id: newId(),
      state: 'offered',
      bounce: null,
      answered_at: null,
      decline_reason: null,
      decline_code: null,
    };
    await expect(copy(JSON.stringify(open))).rejects.toThrow('handover_one_open');
    await expect(copy(JSON.stringify({ id: newId(), state: 'withdrawn' }))).rejects.toThrow('handover_bounce_once');
    const set = (what: string) => app.database.query(`UPDATE handover SET ${what} WHERE id = $1`, [handover.id]);
    await expect(set('bounce = 1')).rejects.toThrow('handover_bounce');
    await expect(set(`state = 'declined'`)).rejects.toThrow('handover_declined_once_per_cycle');
    await expect(set(`state = 'adjudicated'`)).rejects.toThrow('handover_decided');
  });
});

describe('the owner of a bounced case', () => {
  const kindsTold = async (employeeId: string): Promise<string[]> => {
    const page = { behind: null, limit: 50 };
    const all = await desk.run((tx) => desk.the(NoticesService).list(tx, employeeId, {}, page));
    return all.map(({ kind }) => kind).reverse();
  };

  it('is told that it is to be decided on, and that the case stays', async () => {
    const { handover } = await bounced();
    expect((await kindsTold('E1')).at(-1)).toBe('adjudication');
    await decide(handover.id, 'E1');
    expect((await kindsTold('E1')).at(-1)).toBe('decided');
  });

  it('is told once that it is somebody else’s', async () => {
    const { handover } = await bounced();
    await decide(handover.id, 'L1', 'logistics');
    expect((await kindsTold('E1')).slice(-2)).toEqual(['adjudication', 'handed_over']);
    expect(await kindsTold('L1')).toEqual(['offered', 'assigned']);
  });
});

describe('an offer', () => {
  const offerToAll = async (id: string, department: string, by = E1): Promise<Handover> => {
    const wish = { toDepartment: department, toEmployeeId: null, reason: '请接手' };
    return (await desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, by, new Date()))).handover;
  };
  const stillOpen = async (id: string) =>
    expect(await app.database.manager.findOneByOrFail(Handover, { id })).toMatchObject({
      state: 'offered',
      bounce: null,
    });

  it('to the own department is declined by nobody who made it: neither the owner nor who offered it', async () => {
    const caseId = await desk.open({ customerId: newId() });
    const { id } = await offerToAll(caseId, 'service', agent('E7'));
    const refused = (reason: string) => ({ type: 'handover-impossible', members: { reason } });
    await expect(decline(id, E1)).rejects.toMatchObject(refused('owner'));
    await expect(decline(id, agent('E7'))).rejects.toMatchObject(refused('yourself'));
    await stillOpen(id);
    const answerable = async (by: typeof E1) =>
      (await desk.run((tx) => desk.the(HandoversService).offeredTo(tx, by, null, 10))).length;
    expect([await answerable(E1), await answerable(agent('E7')), await answerable(agent('E8'))]).toEqual([0, 0, 1]);
    expect(await decline(id, agent('E8'))).toMatchObject({ state: 'declined', bounce: 1 });
  });

  it('to a department is not declined by the one of it whom the complaint is about', async () => {
    const caseId = await desk.open({ customerId: newId(), complainedOf: 'L1' });
    const { id } = await offerToAll(caseId, 'logistics');
    await expect(decline(id, L1)).rejects.toMatchObject({ type: 'recused' });
    await stillOpen(id);
  });

  it('to somebody whom a further contact is about is anybody else’s of that department to answer', async () => {
    const about = { customerId: newId(), orderId: 'SO-1' };
    const caseId = await desk.open(about);
    const { id } = await offer(caseId, L1);
    await desk.receive({ ...about, complainedOf: 'L1' });
    await expect(decline(id, L1)).rejects.toMatchObject({ type: 'recused' });
    expect(await decline(id, agent('L2', 'logistics'))).toMatchObject({ state: 'declined', toEmployeeId: null });
  });
});
