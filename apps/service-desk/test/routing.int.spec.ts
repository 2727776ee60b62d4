import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { CaseEntry } from '../src/cases/case-entry.entity.js';
import { OwnersService, type OwnerWish } from '../src/routing/owners.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
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

const foresee = (wish: Partial<OwnerWish['about']> = {}, at = new Date()) => {
  const about = {
    kind: 'complaint',
    level: null,
    productId: null,
    region: null,
    language: null,
    customerId: null,
  } as const;
  const ask = { about: { ...about, ...wish }, barred: [], recordedBy: null };
  return desk.run((tx) => desk.the(OwnersService).foresee(tx, ask, at));
};
const customer = async (owner: string, level = 'diamond'): Promise<string> => {
  const id = newId();
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_employee_id, owner_department, level, contactable)
     VALUES ($1, 1, 'person', 'active', $2, 'service', $3, '[]')`,
    [id, owner, level],
  );
  return id;
};

describe('the owner of a new case', () => {
  it('is found by kind, product and language, and the case tells among whom', async () => {
    await routing.agent('A1', { kinds: ['enquiry'] });
    await routing.agent('A2', { products: ['P-*'] });
    await routing.agent('A3', { languages: ['en'] });
    await desk.know('A4');
    const id = await desk.open({ productId: 'P-7' });
    expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A2', ownerReason: 'best_fit', queueId: null });
    const entry = await app.database.manager.findOneByOrFail(CaseEntry, { caseId: id, type: 'case.routed' });
    expect(entry.details).toMatchObject({
      owner: { employeeId: 'A2' },
      reason: 'best_fit',
      candidates: 4,
      excluded: { kind: 1, language: 1 },
      best: [
        { employeeId: 'A2', score: 45 },
        { employeeId: 'A4', score: 40 },
        { excluded: 'kind' },
        { excluded: 'language' },
      ],
    });
    const english = { subject: 'Late delivery', text: 'The goods came three days late.' };
    expect(await desk.caseOf(await desk.open(english))).toMatchObject({ ownerEmployeeId: 'A3' });
  });

  it("is a diamond customer's own agent, and the same for every contact that comes at once", async () => {
    await routing.agent('A1');
    await routing.agent('A9', { capacity: 1 });
    const customerId = await customer('A9');
    const results = await atOnce(10, (index) => desk.open({ customerId, orderId: `SO-${index}` }));
    expect(problems(results)).toEqual([]);
    for (const id of values(results)) {
      expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A9', ownerReason: 'own_agent' });
    }
    const gold = await desk.open({ customerId: await customer('A9', 'gold'), orderId: 'SO-1' });
    expect((await desk.caseOf(gold)).ownerEmployeeId).toBe('A1');
  });

  it('is nobody who does not work at that moment by the own calendar', async () => {
    await routing.agent('A1', { calendarId: 'default' });
    const at = (time: string) => foresee({}, new Date(`2026-01-05T${time}+08:00`));
    expect(await at('09:00:00')).toMatchObject({ employeeId: 'A1' });
    expect(await at('11:59:59')).toMatchObject({ employeeId: 'A1' });
    expect(await at('12:00:00')).toMatchObject({
      employeeId: 'duty-officer',
      reason: 'duty_owner',
      routing: { excluded: { off_hours: 1 } },
    });
    // A make-up day (调休) is worked, the holiday before it is not.
    expect(await foresee({}, new Date('2026-02-14T10:00:00+08:00'))).toMatchObject({ employeeId: 'A1' });
    expect(await foresee({}, new Date('2026-02-16T10:00:00+08:00'))).toMatchObject({ reason: 'duty_owner' });
  });

  it('of fifty cases that come in at once is each of five agents ten times', async () => {
    for (const id of ['A1', 'A2', 'A3', 'A4', 'A5']) await routing.agent(id);
    const results = await atOnce(50, () => desk.open({ customerId: newId() }));
    expect(problems(results)).toEqual([]);
    const owners = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM service_case GROUP BY owner_employee_id`,
    );
    expect(owners.map(({ count }) => count)).toEqual([10, 10, 10, 10, 10]);
  });

  it('is given no more than the capacity, also when more come in at once', async () => {
    await routing.agent('A1', { capacity: 3 });
    await routing.queue('waiting');
    const results = await atOnce(20, () => desk.open({ customerId: newId() }));
    expect(problems(results)).toEqual([]);
    const cases = await Promise.all(values(results).map((id) => desk.caseOf(id)));
    expect(cases.filter(({ ownerEmployeeId }) => ownerEmployeeId === 'A1')).toHaveLength(3);
    const queued = cases.filter(({ queueId }) => queueId === 'waiting');
    expect(queued).toHaveLength(17);
    for (const kase of queued) expect(kase).toMatchObject({ ownerEmployeeId: 'duty-officer', ownerReason: 'queued' });
  });
});

describe('a queue', () => {
  const fill = async (count: number, wish = {}) => {
    const results = await atOnce(count, () => desk.open({ customerId: newId(), ...wish }, agent('R1', 'sales')));
    return values(results);
  };

  it('from which fifty agents take at once gives each of its thirty cases to one of them', async () => {
    await routing.queue('waiting');
    const ids = await fill(30);
    const results = await atOnce(50, (index) => routing.claim('waiting', `A${index}`));
    expect(problems(results)).toEqual([]);
    const taken = values(results).filter((id) => id !== null);
    expect(taken).toHaveLength(30);
    expect(new Set(taken)).toEqual(new Set(ids));
    const cases = await Promise.all(ids.map((id) => desk.caseOf(id)));
    expect(new Set(cases.map(({ ownerEmployeeId }) => ownerEmployeeId)).size).toBe(30);
    for (const kase of cases) expect(kase).toMatchObject({ ownerReason: 'claimed', queueId: null, queuedAt: null });
    const told = await desk.told(ids[0]!);
    expect(told.at(-1)).toMatchObject({
      type: 'case.handover-accepted',
      data: { reason: 'claimed', owner: { employeeId: cases[0]!.ownerEmployeeId, department: 'service' } },
    });
  });

  it('gives the best level first, and nobody a case that is about him or that he cannot handle', async () => {
    await routing.queue('waiting');
    const [basic] = await fill(1, { complainedOf: 'A1' });
    const diamondId = await customer('nobody', 'diamond');
    const [diamond] = await fill(1, { customerId: diamondId });
    await routing.profile('A3').catch(() => undefined);
    await routing.agent('A2', { kinds: ['repair'] });
    expect(await routing.claim('waiting', 'A2')).toBeNull();
    expect(await routing.claim('waiting', 'A1')).toBe(diamond);
    expect(await routing.claim('waiting', 'A1')).toBeNull();
    expect(await routing.claim('waiting', 'A4')).toBe(basic);
  });

  it('lets who is on duty for it take what is his already, and withdraws an offer when another one takes', async () => {
    await routing.queue('waiting', { dutyOwner: 'D1' });
    const [first, second] = await fill(2);
    const own = await routing.claim('waiting', 'D1');
    expect([first, second]).toContain(own);
    expect(await desk.caseOf(own!)).toMatchObject({ ownerEmployeeId: 'D1', ownerReason: 'claimed', queueId: null });
    const rest = own === first ? second! : first!;
    expect(await routing.claim('waiting', 'A1')).toBe(rest);
    expect(await routing.claim('waiting', 'D1')).toBeNull();
  });

  it('takes what waits in it along when its department or who is on duty is corrected', async () => {
    await routing.queue('waiting', { dutyOwner: 'D1' });
    const all = await fill(25);
    const [mine, resolved] = all as [string, string];
    await app.database.query(`UPDATE service_case SET complained_of = '{D2}' WHERE id = $1`, [mine]);
    await desk.resolve(resolved, agent('D1'));
    const before = await desk.caseOf(all[2]!);
    await desk.hire('repair', 'D2');
    await routing.queue('waiting', { department: 'repair', dutyOwner: 'D2', nameZh: '报修' });
    // A change of something else meanwhile stops nobody.
    await routing.queue('waiting', { department: 'repair', dutyOwner: 'D2', nameZh: '报修', position: 2 });
    const worker = await app.another('worker');
    try {
      const astray = () =>
        app.database.query(
          `SELECT FROM service_case WHERE queue_id = 'waiting' AND owner_department <> 'repair' AND id <> $1`,
          [resolved],
        );
      await waitFor(async () => (await astray()).length === 0, { what: 'every case to follow' });
    } finally {
      await worker.close();
    }
    const { queueId, queuedAt, queueRank } = before;
    expect(await desk.caseOf(all[2]!)).toMatchObject({
      ...{
        ownerEmployeeId: 'D2',
        ownerDepartment: 'repair',
        ownerReason: 'queue_changed',
        queueId,
        queuedAt,
        queueRank,
      },
    });
    expect(await desk.caseOf(mine)).toMatchObject({ ownerEmployeeId: 'D1', ownerDepartment: 'repair' });
    // What does not wait any more stays with who dealt with it.
    expect(await desk.caseOf(resolved)).toMatchObject({ ownerEmployeeId: 'D1', ownerDepartment: 'service' });
    expect((await desk.told(all[2]!)).at(-1)).toMatchObject({
      ...{ type: 'case.handover-accepted', data: { reason: 'queue_changed', owner: { department: 'repair' } } },
    });
    expect(await routing.claim('waiting', 'A9', new Date(), 'repair')).not.toBeNull();
    // A change of something else moves nobody.
    const armed = () => app.database.query(`SELECT FROM timer WHERE kind = 'queues.corrected' AND state = 'armed'`);
    await routing.queue('waiting', { department: 'repair', dutyOwner: 'D2', position: 3 });
    expect(await armed()).toHaveLength(0);
  });

  it('gives nothing to who has left, is absent, or is an agent no more', async () => {
    await routing.queue('waiting');
    await fill(1);
    await desk.know('L1', 'service', { active: false });
    await routing.agent('I1', { active: false });
    await expect(routing.claim('waiting', 'L1')).rejects.toThrow('claim-impossible');
    await expect(routing.claim('waiting', 'I1')).rejects.toThrow('claim-impossible');
    await expect(routing.claim('waiting', 'A1', new Date(), 'finance')).rejects.toThrow('not-found');
    await expect(routing.claim('none', 'A1')).rejects.toThrow('not-found');
  });

  it('is left by a case that ends, and counts it no more', async () => {
    await routing.queue('waiting');
    const [id] = await fill(1, { kind: 'enquiry' });
    await desk.resolve(id!, E1);
    expect(await routing.claim('waiting', 'A1')).toBeNull();
  });

  it('is a place only for cases that are all of it: the database refuses half of one', async () => {
    await routing.queue('waiting');
    const [id] = await fill(1);
    const set = (what: string) => app.database.query(`UPDATE service_case SET ${what} WHERE id = $1`, [id]);
    await expect(set('queued_at = NULL')).rejects.toThrow('case_queue');
    await expect(set("queue_rank = now() + interval '1 day'")).rejects.toThrow('case_queue_head_start');
    await expect(set(`owner_employee_id = NULL`)).rejects.toThrow('null value');
  });
});
