import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { MergesService } from '../src/endings/merges.service.js';
import { WithdrawalsService } from '../src/endings/withdrawals.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('finance', 'F1');
});

const withdraw = (id: string, by = E1, now = new Date(), reason = 'customer_withdrew' as const) =>
  desk.run((tx) => desk.the(WithdrawalsService).withdraw(tx, id, { reason, words: '客户说不用了' }, by, now));
const merge = (id: string, intoId: string, by = E1, now = new Date()) =>
  desk.run((tx) => desk.the(MergesService).merge(tx, id, intoId, by, now));
const clocksOf = (id: string) =>
  app.database.query<{ metric: string; state: string; due_at: Date; told: number }[]>(
    'SELECT metric, state, due_at, told FROM sla_clock WHERE case_id = $1 ORDER BY cycle, metric, round',
    [id],
  );
const openClocksOf = async (id: string) =>
  (await clocksOf(id)).filter(({ state }) => ['running', 'paused', 'breached_running'].includes(state));
/** A case that was opened so many hours ago. */
const openedAgo = (hours: number, wish: Parameters<DeskSteps['open']>[0] = {}) =>
  desk.open({ receivedAt: new Date(Date.now() - hours * 3_600_000), ...wish });

describe('a withdrawn case', () => {
  it('is owed nothing any more: neither clock nor offer nor call-back is left open', async () => {
    const id = await desk.open({ customerId: newId(), orderId: 'SO-1' });
    const offer = { toDepartment: 'finance', toEmployeeId: null, reason: '请协助' };
    await desk.run((tx) => desk.the(HandoversService).offer(tx, id, offer, E1, new Date()));
    await desk.run((tx) => desk.the(HandlingService).respond(tx, id, '正在核实', E1, new Date()));
    await desk.run((tx) => desk.the(HandlingService).wait(tx, id, 'customer', '等照片', E1, new Date()));
    await withdraw(id);
    expect(await desk.caseOf(id)).toMatchObject({
      state: 'withdrawn',
      withdrawalReason: 'customer_withdrew',
      withdrawnBy: 'E1',
    });
    expect(await openClocksOf(id)).toEqual([]);
    const left = await app.database.query<unknown[]>(
      `SELECT id FROM handover WHERE case_id = $1 AND state = 'offered'
       UNION ALL SELECT id FROM sla_wait WHERE case_id = $1 AND ended_at IS NULL`,
      [id],
    );
    expect(left).toEqual([]);
    expect((await desk.typesTold(id)).at(-1)).toBe('case.withdrawn');
    // The same matter again is a case of its own; the old one may be opened beside it.
    const { customerId } = await desk.caseOf(id);
    expect((await desk.receive({ customerId, orderId: 'SO-1' })).decision).toBe('opened');
    await desk.reopen(id);
    expect(await desk.caseOf(id)).toMatchObject({ state: 'reopened', cycle: 2, withdrawnAt: null, sole: false });
    expect(await openClocksOf(id)).not.toEqual([]);
  });

  it('has missed what it had missed, whether or not the timer got to it', async () => {
    const id = await openedAgo(24 * 30);
    await withdraw(id);
    const told = (await desk.told(id)).filter(({ type }) => type === 'sla.breached').map(({ data }) => data.metric);
    expect(told.sort()).toEqual(['acknowledge', 'first_response', 'resolution']);
    expect((await clocksOf(id)).map(({ state, told: percent }) => [state, percent])).toEqual([
      ['cancelled', 100],
      ['cancelled', 100],
      ['cancelled', 100],
    ]);
    const counts = await desk.run((tx) =>
      desk.the(WithdrawalsService).counts(tx, E1, new Date(0), new Date(Date.now() + 60_000)),
    );
    expect(counts).toEqual([
      {
        department: 'service',
        by: 'E1',
        kind: 'complaint',
        reason: 'customer_withdrew',
        cases: 1,
        late: 1,
        resolved: 0,
        reopened: 0,
      },
    ]);
  });

  it('is no way round the call-back: whoever resolved it does not withdraw it, also not after a reopening', async () => {
    const id = await desk.open();
    await desk.resolve(id);
    await expect(withdraw(id)).rejects.toThrow('withdrawn-by-handler');
    await desk.callBack(await desk.callbackOf(id), 'unsatisfied');
    await expect(withdraw(id)).rejects.toThrow('withdrawn-by-handler');
    const end = `UPDATE service_case SET state = 'withdrawn', withdrawn_at = now(), withdrawal_reason = 'spam', withdrawn_by = 'E1'
                 WHERE id = $1`;
    await expect(app.database.query(end, [id])).rejects.toThrow('case_withdrawn_by_somebody_else');
    await withdraw(id, E2);
    expect(await desk.caseOf(id)).toMatchObject({ state: 'withdrawn', withdrawnBy: 'E2' });
  });

  it('during the call-back takes its task with it', async () => {
    const id = await desk.open();
    await desk.resolve(id);
    const task = await desk.callbackOf(id);
    await withdraw(id, E2);
    await expect(desk.callBack(task, 'satisfied')).rejects.toThrow('callback-not-open');
    expect((await clocksOf(id)).find(({ metric }) => metric === 'callback')).toMatchObject({ state: 'cancelled' });
  });

  it('is not withdrawn by whom it is about, nor once its outcome is known', async () => {
    const about = await desk.open({ complainedOf: 'E2' });
    await expect(withdraw(about, E2)).rejects.toThrow('recused');
    const end = `UPDATE service_case SET state = 'withdrawn', withdrawn_at = now(), withdrawal_reason = 'spam', withdrawn_by = 'E2'
                 WHERE id = $1`;
    await expect(app.database.query(end, [about])).rejects.toThrow('case_withdrawn_by_somebody_else');
    const done = await desk.open({ kind: 'enquiry' });
    await desk.resolve(done);
    await expect(withdraw(done)).rejects.toThrow('case-state');
  });

  it('ends once, of thirty who withdraw, resolve or merge it at once', async () => {
    const [id, other] = [await desk.open(), await desk.open()];
    const results = await atOnce(30, (index) =>
      [withdraw, desk.resolve.bind(desk), (one: string) => merge(one, other)][index % 3]!(id),
    );
    expect(values(results)).toHaveLength(1);
    expect(new Set(problems(results))).toEqual(new Set(['case-state']));
  });
});

describe('a merged case', () => {
  it('goes on in the other one, which shows the contacts and the history of both', async () => {
    const customerId = newId();
    const source = await desk.open({ customerId, orderId: 'SO-1', text: '少了一件' });
    const target = await desk.open({ customerId, orderId: 'SO-2', text: '送晚了' });
    await desk.run((tx) => desk.the(HandlingService).respond(tx, source, '已转仓库', E1, new Date()));
    await merge(source, target);
    expect(await desk.caseOf(source)).toMatchObject({ state: 'merged', mergedIntoId: target });
    const files = desk.the(CaseFilesService);
    const [file, intakes, history] = await desk.run(async (tx) => [
      await files.find(tx, source, E1),
      await files.intakesOf(tx, source),
      await files.history(tx, target, E1, { behind: 0, limit: 100 }),
    ]);
    expect(file.kase.id).toBe(target);
    expect(intakes.map(({ words }) => words)).toEqual(['少了一件', '送晚了']);
    expect(history.map(({ entry }) => entry.caseId)).toEqual(expect.arrayContaining([source, target]));
    expect(history.map(({ entry }) => entry.type)).toEqual(
      expect.arrayContaining(['case.responded', 'case.merged', 'case.absorbed']),
    );
    expect((await desk.typesTold(source)).at(-1)).toBe('case.merged');
    expect((await desk.told(target)).at(-1)).toMatchObject({ type: 'case.absorbed', data: { mergedId: source } });
    // A contact about the order of either comes to the one that goes on.
    for (const orderId of ['SO-1', 'SO-2'])
      expect(await desk.receive({ customerId, orderId })).toMatchObject({ caseId: target, decision: 'attached' });
  });

  it('leaves the other one as old, as bad and as urgent as the stricter of both', async () => {
    const customerId = newId();
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 2, minute));
    const open = async (orderId: string, severity: 'critical' | 'low', receivedAt: Date) =>
      (await desk.receive({ customerId, orderId, severity, receivedAt }, E1, receivedAt)).caseId;
    const source = await open('SO-1', 'critical', at(0));
    const target = await open('SO-2', 'low', at(2));
    const [theirs, before] = [await clocksOf(source), await clocksOf(target)];
    await merge(source, target, E1, at(5));
    const [old, kase] = [await desk.caseOf(source), await desk.caseOf(target)];
    expect(kase).toMatchObject({ severity: 'critical', openedAt: old.openedAt, sole: true });
    const dueOf = (clocks: typeof theirs, metric: string) => clocks.find((one) => one.metric === metric)!.due_at;
    const after = await clocksOf(target);
    for (const metric of ['acknowledge', 'first_response', 'resolution']) {
      const earliest = Math.min(dueOf(theirs, metric).getTime(), dueOf(before, metric).getTime());
      expect(dueOf(after, metric).getTime()).toBe(earliest);
    }
    expect(kase.dueAt).toEqual(dueOf(after, 'resolution'));
    expect(await openClocksOf(source)).toEqual([]);
  });

  it('does not undo what it missed: the other one has missed it too', async () => {
    const customerId = newId();
    const source = await openedAgo(24 * 20, { customerId, orderId: 'SO-1' });
    const target = await openedAgo(24 * 29, { customerId, orderId: 'SO-2', severity: 'low' });
    await app.database.query(
      `UPDATE sla_clock SET due_at = now() + interval '3 days', epoch = 9,
      terms = jsonb_build_array(terms -> 0 || jsonb_build_object('from', to_jsonb(now()), 'seconds', 90000)), started_at = now() - interval '29 days'
      WHERE case_id = $1`,
      [target],
    );
    const [late] = (await clocksOf(source)).filter(({ metric }) => metric === 'resolution');
    await merge(source, target);
    const [clock] = (await clocksOf(target)).filter(({ metric }) => metric === 'resolution');
    expect(clock!.due_at).toEqual(late!.due_at);
    expect((await desk.typesTold(source)).filter((type) => type === 'sla.breached')).toHaveLength(3);
  });

  it('is never the way past the person complained of: the owner of the other one changes', async () => {
    const customerId = newId();
    for (const id of ['A1', 'A2']) await desk.know(id);
    const target = await desk.open({ customerId, orderId: 'SO-2', complainedOf: 'A2' });
    expect(await desk.caseOf(target)).toMatchObject({ ownerEmployeeId: 'A1' });
    const source = await desk.open({ customerId, orderId: 'SO-1', complainedOf: 'A1' });
    await expect(merge(source, target, agent('A1'))).rejects.toThrow('recused');
    await merge(source, target);
    const { complainedOf, ownerEmployeeId, ownerReason } = await desk.caseOf(target);
    expect([...complainedOf].sort()).toEqual(['A1', 'A2']);
    expect({ ownerEmployeeId, ownerReason }).toEqual({ ownerEmployeeId: 'E1', ownerReason: 'recusal' });
  });

  it('must be of the same customer, or of nobody known', async () => {
    const [mine, yours, unknown] = [
      await desk.open({ customerId: newId() }),
      await desk.open({ customerId: newId() }),
      await desk.open(),
    ];
    await expect(merge(mine, yours)).rejects.toMatchObject({ members: { reason: 'other_customer' } });
    await expect(merge(mine, unknown)).rejects.toMatchObject({ members: { reason: 'customer_unknown' } });
    await expect(merge(mine, mine)).rejects.toMatchObject({ members: { reason: 'itself' } });
    await expect(merge(mine, newId())).rejects.toThrow('not-found');
    await expect(merge(mine, yours, agent('E9', 'sales-south'))).rejects.toThrow('not-found');
    await merge(unknown, mine);
    expect(await desk.caseOf(unknown)).toMatchObject({ state: 'merged', mergedIntoId: mine });
  });

  it('does not lose its call-back in one that needs none, nor an outcome that is known', async () => {
    const customerId = newId();
    const [complaint, enquiry] = [await desk.open({ customerId }), await desk.open({ customerId, kind: 'enquiry' })];
    await expect(merge(complaint, enquiry)).rejects.toMatchObject({ members: { reason: 'callback_lost' } });
    await desk.resolve(complaint);
    await expect(merge(enquiry, complaint)).rejects.toThrow('case-state');
    const other = await desk.open({ customerId });
    await merge(complaint, other);
    await expect(desk.callBack(await desk.callbackOf(complaint), 'satisfied')).rejects.toThrow('callback-not-open');
  });

  it('is found through a chain, and stays merged', async () => {
    const [a, b, c] = [await desk.open(), await desk.open(), await desk.open()];
    await merge(a, b);
    await merge(b, c);
    const union = await desk.run((tx) => desk.the(CaseFilesService).unionOf(tx, a));
    expect(union).toEqual([c, b, a]);
    await expect(merge(c, a)).rejects.toThrow('case-state');
    await expect(desk.reopen(a)).rejects.toThrow('case-state');
    const sql = (text: string) => app.database.query(text, [a, c]);
    await expect(
      sql(
        `UPDATE service_case SET state = 'reopened', merged_into_id = NULL, merged_at = NULL WHERE id = $1 AND $2::uuid IS NOT NULL`,
      ),
    ).rejects.toThrow('merged for good');
    await expect(
      app.database.query(
        `UPDATE service_case SET state = 'merged', merged_into_id = $2, merged_at = now() WHERE id = $1`,
        [c, a],
      ),
    ).rejects.toThrow('is not open');
  });

  it('is one of a consistent whole after fifty merges in all directions at once', async () => {
    const customerId = newId();
    const ids: string[] = [];
    for (let index = 0; index < 8; index++) ids.push(await desk.open({ customerId, orderId: `SO-${index}` }));
    const pairs = Array.from({ length: 50 }, (_, index) => [ids[index % 8]!, ids[(index * 3 + 1 + (index >> 3)) % 8]!]);
    const results = await atOnce(50, (index) => merge(pairs[index]![0]!, pairs[index]![1]!));
    expect(new Set(problems(results))).toEqual(new Set(['case-state', 'merge-impossible']));
    const cases = await app.database.manager.findBy(ServiceCase, { customerId });
    const open = cases.filter(({ isOpen }) => isOpen);
    expect(open.length + values(results).length).toBe(8);
    for (const { id } of cases) {
      const [survivor] = await desk.run((tx) => desk.the(CaseFilesService).unionOf(tx, id));
      expect(open.map((one) => one.id)).toContain(survivor);
    }
    for (const { id, isOpen } of cases) {
      expect(await openClocksOf(id)).toHaveLength(isOpen ? 3 : 0);
      const versions = (await desk.told(id)).map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
  });

  it('takes a contact with it that comes at the same moment', async () => {
    const customerId = newId();
    const source = await desk.open({ customerId, orderId: 'SO-1' });
    const target = await desk.open({ customerId, orderId: 'SO-2' });
    const results = await atOnce<unknown>(20, (index) =>
      index === 5 ? merge(source, target) : desk.receive({ customerId, orderId: 'SO-1' }),
    );
    expect(problems(results)).toEqual([]);
    expect((await app.database.manager.findBy(ServiceCase, { customerId })).length).toBe(2);
  });
});
