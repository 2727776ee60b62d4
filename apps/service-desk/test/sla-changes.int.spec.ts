import type { ValueLevel } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CalendarImportsService } from '../src/calendars/calendar-imports.service.js';
import { CalendarsService } from '../src/calendars/calendars.service.js';
import { MergesService } from '../src/endings/merges.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { LevelsService } from '../src/levels/levels.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import type { SlaPolicyContent, SlaRule } from '../src/sla/rules/policy.js';
import { bind } from '../src/sla/rules/terms.js';
import { standsWhileWaiting } from '../src/sla/rules/waiting.js';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { WaitsService } from '../src/sla/waits.service.js';
import { retentionTimer, SlaChangeRetention } from '../src/sla-changes/sla-change-retention.js';
import { SlaChangeRunner } from '../src/sla-changes/sla-change-runner.js';
import {
  changeTimer,
  type OpenCasesChoice,
  type SlaChange,
  SlaChanges,
} from '../src/sla-changes/sla-changes.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, problems } from './desk-steps.js';

const hour = 3_600;
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
  Object.assign(runner().casesAtOnce, { report: 500, application: 50 });
  await publish(policyOf({ resolution: 8 * hour }));
});

const runner = () => desk.the(SlaChangeRunner);
const policies = () => desk.the(PoliciesService);
const by = 'E1006';
const asking = () => ({ by, now: new Date() });
const always = (seconds: number) => ({ seconds, calendarId: 'always' });
const day = 24 * hour;
const policyOf = ({ resolution }: { resolution: number }, ...rules: SlaRule[]): SlaPolicyContent => ({
  rules: [...rules, { name: '所有工单', targets: { resolution: always(resolution) } }],
  longestWait: { diamond: 2 * day, gold: 10 * day, silver: 10 * day, basic: 10 * day },
  warnings: [{ percent: 80, to: ['owner'] }],
});
const forDiamonds = (seconds: number, calendarId = 'always'): SlaRule => ({
  name: '钻石客户',
  levels: ['diamond'],
  targets: { resolution: { seconds, calendarId } },
});

async function publish(content: SlaPolicyContent, choice: OpenCasesChoice = {}) {
  return desk.run(async (tx) => {
    const { version } = await policies().find(tx);
    return policies().publish(tx, content, version, choice, asking());
  });
}
const report = (content: SlaPolicyContent) => desk.run((tx) => policies().report(tx, content, asking()));
const found = (id: string): Promise<SlaChange> => desk.run((tx) => desk.the(SlaChanges).find(tx, id));
const step = (aggregateId: string) =>
  desk.run((tx) =>
    runner().goOn(tx, { id: newId(), kind: changeTimer, aggregateId, epoch: 1, dueAt: new Date(), attempts: 0 }),
  );
async function finish(id: string): Promise<SlaChange> {
  while ((await found(id)).state === 'running') await step(id);
  return found(id);
}
/** Measures a content, publishes it and applies it to the open cases. */
async function apply(content: SlaPolicyContent): Promise<SlaChange> {
  const { id: reportId } = await finish((await report(content)).id);
  const { change } = await publish(content, { openCases: 'apply', reportId });
  return finish(change!.id);
}
const clocksOf = (caseId: string): Promise<SlaClock[]> =>
  app.database.manager.find(SlaClock, { where: { caseId }, order: { startedAt: 'ASC', id: 'ASC' } });
const resolutionOf = async (caseId: string): Promise<SlaClock> =>
  (await clocksOf(caseId)).find(({ metric }) => metric === 'resolution')!;
const linesOf = (id: string) => desk.run((tx) => desk.the(SlaChanges).clocks(tx, id, undefined, 1_000));
const second = (instant: Date) => Math.floor(instant.getTime() / 1_000);
const reasons = async (caseId: string) =>
  (await desk.told(caseId)).filter(({ type }) => type === 'sla.rescheduled').map(({ data }) => data['reason']);
const rise = (customerId: string, level: ValueLevel, now = new Date()) =>
  desk.run((tx) => desk.the(LevelsService).changed(tx, customerId, level, now));
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const open = (wish: object = {}): Promise<string> => desk.open({ receivedAt: new Date(), ...wish });
const wait = (id: string, now = new Date()) =>
  desk.run((tx) => desk.the(HandlingService).wait(tx, id, 'customer', '请补充照片', E1, now));
const acknowledge = (id: string, now = new Date()) =>
  desk.run((tx) => desk.the(HandlingService).acknowledge(tx, id, E1, now));

describe('a report', () => {
  it('says which deadlines would move from when to when, and changes none', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 12; at++) ids.push(await open({ severity: at < 5 ? 'critical' : 'normal' }));
    const before = await Promise.all(ids.map(resolutionOf));
    const critical: SlaRule = { name: '紧急', severities: ['critical'], targets: { resolution: always(4 * hour) } };
    runner().casesAtOnce.report = 5;
    const done = await finish((await report(policyOf({ resolution: 8 * hour }, critical))).id);
    expect(done).toMatchObject({
      mode: 'report',
      state: 'completed',
      total: 12,
      checked: 12,
      changed: 5,
      unreachable: 0,
    });
    expect(done.counts).toEqual({ 'resolution unknown earlier': 5 });
    const lines = await linesOf(done.id);
    expect(lines.map(({ caseId, before: was, after }) => [caseId, (was!.getTime() - after.getTime()) / 1_000])).toEqual(
      ids.slice(0, 5).map((id) => [id, 4 * hour]),
    );
    expect(await Promise.all(ids.map(resolutionOf))).toEqual(before);
  });

  it('goes on after a crash behind its last batch, without doubles', async () => {
    for (let at = 0; at < 9; at++) await open();
    runner().casesAtOnce.report = 2;
    const { id } = await report(policyOf({ resolution: 2 * hour }));
    await step(id);
    const died = desk.run(async (tx) => {
      await runner().goOn(tx, {
        id: newId(),
        kind: changeTimer,
        aggregateId: id,
        epoch: 1,
        dueAt: new Date(),
        attempts: 0,
      });
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(await found(id)).toMatchObject({ checked: 2, state: 'running' });
    // Several who work on it at once take turns.
    await atOnce(8, () => step(id));
    expect(await finish(id)).toMatchObject({ checked: 9, changed: 9, total: 9 });
    expect(await linesOf(id)).toHaveLength(9);
  });

  it('works without anybody, by its timer, and can be stopped', async () => {
    for (let at = 0; at < 3; at++) await open();
    const { id } = await report(policyOf({ resolution: 2 * hour }));
    const stopped = await report(policyOf({ resolution: 3 * hour }));
    await desk.run((tx) => desk.the(SlaChanges).cancel(tx, stopped.id, new Date()));
    const worker = await app.another('worker');
    await waitFor(async () => (await found(id)).state === 'completed', { what: 'the report' });
    await worker.close();
    expect(await found(stopped.id)).toMatchObject({ state: 'cancelled', checked: 0 });
    const again = await atOnce(1, () => desk.run((tx) => desk.the(SlaChanges).cancel(tx, id, new Date())));
    expect(problems(again)).toEqual(['sla-change-over']);
  });
});

describe('a policy that is published', () => {
  it('leaves open cases alone, unless its publisher asks for more', async () => {
    const id = await open();
    const before = await clocksOf(id);
    const { change } = await publish(policyOf({ resolution: 2 * hour }));
    expect([change, await clocksOf(id)]).toEqual([null, before]);
  });

  it('is applied by a complete report about this very draft and the version before only', async () => {
    const draft = policyOf({ resolution: 2 * hour });
    const tries = async (content: SlaPolicyContent, reportId: string | undefined) =>
      problems(await atOnce(1, () => publish(content, { openCases: 'apply', reportId })));
    expect(await tries(draft, undefined)).toEqual(['validation-failed']);
    expect(await tries(draft, newId())).toEqual(['validation-failed']);
    await open();
    const { id } = await report(draft);
    expect(await tries(draft, id)).toEqual(['report-unfinished']);
    await finish(id);
    expect(await tries(policyOf({ resolution: 3 * hour }), id)).toEqual(['report-of-other-draft']);
    await publish(policyOf({ resolution: 5 * hour }));
    expect(await tries(draft, id)).toEqual(['report-stale']);
  });

  it('by twenty at once has one winner and one application', async () => {
    await open();
    const draft = policyOf({ resolution: 2 * hour });
    const { id: reportId, basedOn } = await finish((await report(draft)).id);
    const results = await atOnce(20, () =>
      desk.run((tx) => policies().publish(tx, draft, basedOn, { openCases: 'apply', reportId }, asking())),
    );
    expect(problems(results)).toEqual(Array(19).fill('stale-version'));
    const again = `INSERT INTO sla_change SELECT (json_populate_record(c, json_build_object('id', $1::text))).*
      FROM sla_change c WHERE mode = 'application'`;
    await expect(app.database.query(again, [newId()])).rejects.toThrow('change_applied_once');
  });

  it('moves open deadlines from their beginning on, with the waiting, the timer and an event each', async () => {
    const spoke = ago(hour);
    const later = (seconds: number) => new Date(spoke.getTime() + seconds * 1_000);
    const id = await open({ receivedAt: spoke });
    await acknowledge(id, spoke);
    await wait(id, later(1_800));
    await desk.run((tx) => desk.the(HandlingService).resume(tx, id, E1, later(3_000)));
    const before = await resolutionOf(id);
    const done = await apply(policyOf({ resolution: 4 * hour }));
    const after = await resolutionOf(id);
    expect(second(before.dueAt) - second(after.dueAt)).toBe(4 * hour);
    // Twenty minutes of waiting count as before.
    expect(second(after.dueAt) - second(after.startedAt)).toBe(4 * hour + 1_200);
    expect(after).toMatchObject({ epoch: before.epoch + 1, targetSeconds: 4 * hour, policyVersion: done.version });
    expect((await desk.caseOf(id)).dueAt).toEqual(after.dueAt);
    expect(await reasons(id)).toEqual(['waiting', 'resumed', 'policy_changed']);
    const [timer] = await app.database.query<{ state: string }[]>(
      `SELECT state FROM timer WHERE aggregate_id = $1 AND epoch = $2`,
      [after.id, after.epoch],
    );
    expect(timer!.state).toBe('armed');
    expect(done).toMatchObject({ state: 'completed', checked: 1, changed: 1, reason: 'policy_changed' });
    expect(await linesOf(done.id)).toMatchObject([{ caseId: id, before: before.dueAt, after: after.dueAt }]);
  });

  it('makes nobody late: where the new deadline is past already, the new time counts from now on', async () => {
    const [early, late] = [await open({ receivedAt: ago(5 * hour) }), await open({ receivedAt: ago(2 * hour) })];
    const before = await resolutionOf(early);
    await apply(policyOf({ resolution: hour }));
    const left = second((await resolutionOf(late)).dueAt) - second(new Date());
    expect(left).toBeGreaterThan(hour - 60);
    expect(left).toBeLessThanOrEqual(hour);
    expect((await resolutionOf(early)).dueAt.getTime()).toBeLessThan(before.dueAt.getTime());
    expect((await resolutionOf(early)).dueAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('leaves verdicts alone: what was met, what was breached, and what has passed untold', async () => {
    const met = await open({ receivedAt: ago(hour) });
    await desk.resolve(met, E1, ago(60));
    const passed = await open({ receivedAt: ago(9 * hour) });
    const told = await open({ receivedAt: ago(9 * hour) });
    await app.database.query(`UPDATE sla_clock SET state = 'breached_running', told = 100 WHERE case_id = $1`, [told]);
    const before = await Promise.all([met, passed, told].map(resolutionOf));
    const done = await apply(policyOf({ resolution: 20 * hour }));
    expect(await Promise.all([met, passed, told].map(resolutionOf))).toEqual(before);
    expect(done.changed).toBe(0);
  });

  it('may give more time, but not to who rose: that stays tightened from the rise on; a fall gives nothing', async () => {
    await publish(policyOf({ resolution: 8 * hour }, forDiamonds(2 * hour)));
    const customerId = newId();
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, level)
       VALUES ($1, 1, 'person', 'active', 'service', '[]', 'basic')`,
      [customerId],
    );
    const [rose, other] = [
      await open({ customerId, receivedAt: ago(2 * hour) }),
      await open({ receivedAt: ago(2 * hour) }),
    ];
    const risen = ago(hour);
    await rise(customerId, 'diamond', risen);
    await rise(customerId, 'basic', ago(1_800));
    expect(second((await resolutionOf(rose)).dueAt)).toBe(second(risen) + 2 * hour);
    const done = await apply(policyOf({ resolution: 16 * hour }, forDiamonds(3 * hour)));
    expect(second((await resolutionOf(rose)).dueAt)).toBe(second(risen) + 3 * hour);
    const clock = await resolutionOf(other);
    expect(second(clock.dueAt)).toBe(second(clock.startedAt) + 16 * hour);
    expect(done.counts).toEqual({ 'resolution diamond later': 1, 'resolution unknown later': 1 });
  });

  it('keeps the deadline that came with a merged case, whatever it gives; a stricter one counts', async () => {
    const customerId = newId();
    const [source, target] = [
      await open({ customerId, orderId: 'SO-1', receivedAt: ago(5 * hour) }),
      await open({ customerId, orderId: 'SO-2' }),
    ];
    const brought = (await resolutionOf(source)).dueAt;
    await desk.run((tx) => desk.the(MergesService).merge(tx, source, target, E1, new Date()));
    expect((await resolutionOf(target)).dueAt).toEqual(brought);
    await apply(policyOf({ resolution: 50 * hour }));
    expect((await resolutionOf(target)).dueAt).toEqual(brought);
    await apply(policyOf({ resolution: 60 * hour }));
    expect((await resolutionOf(target)).dueAt).toEqual(brought);
    const done = await apply(policyOf({ resolution: hour }));
    const clock = await resolutionOf(target);
    expect(second(clock.dueAt) - second(clock.startedAt)).toBe(hour);
    expect(done.counts).toEqual({ 'resolution unknown earlier': 1 });
    expect((await desk.the(ReconciliationService).run('test')).differences).toEqual([]);
  });

  it('that comes later is not undone by one whose application still runs', async () => {
    const ids = [await open(), await open()];
    const first = policyOf({ resolution: 6 * hour });
    const { id: reportId } = await finish((await report(first)).id);
    const { change } = await publish(first, { openCases: 'apply', reportId });
    await apply(policyOf({ resolution: 3 * hour }));
    await finish(change!.id);
    for (const id of ids) expect((await resolutionOf(id)).targetSeconds).toBe(3 * hour);
  });

  it('waits for who works on a case, and counts what that person did', async () => {
    const id = await open();
    await acknowledge(id);
    const draft = policyOf({ resolution: 5 * hour });
    const { id: reportId } = await finish((await report(draft)).id);
    const { change } = await publish(draft, { openCases: 'apply', reportId });
    let done = (): void => undefined;
    const working = desk.run(async (tx) => {
      await desk.the(HandlingService).wait(tx, id, 'customer', '请补充照片', E1, new Date());
      await new Promise<void>((resolve) => (done = resolve));
    });
    const isHeld = () =>
      app.database.query<unknown[]>('SELECT 1 FROM service_case WHERE id = $1 FOR UPDATE SKIP LOCKED', [id]);
    await waitFor(async () => (await isHeld()).length === 0, { what: 'somebody at work' });
    const applying = step(change!.id);
    const waiting = () => app.database.query<unknown[]>('SELECT 1 FROM pg_locks WHERE NOT granted');
    await waitFor(async () => (await waiting()).length > 0, { what: 'the application to wait' });
    done();
    await Promise.all([working, applying]);
    const clock = await resolutionOf(id);
    expect(clock).toMatchObject({ state: 'paused', targetSeconds: 5 * hour });
    expect(clock.dueAt.getTime()).toBeGreaterThan(Date.now() + 10 * day * 1_000);
    expect((await desk.caseOf(id)).state).toBe('waiting_customer');
  });

  it('stays true while people work on the same cases', async () => {
    const customerId = newId();
    const ids: string[] = [];
    for (let at = 0; at < 30; at++)
      ids.push(await open({ receivedAt: ago(hour), customerId: at % 3 ? null : customerId }));
    for (const id of ids) await acknowledge(id, ago(hour));
    const draft = policyOf({ resolution: 5 * hour }, forDiamonds(3 * hour));
    const { id: reportId } = await finish((await report(draft)).id);
    runner().casesAtOnce.application = 3;
    const { change, policy } = await publish(draft, { openCases: 'apply', reportId });
    const [handling] = [desk.the(HandlingService)];
    const worker = await app.another('worker');
    const results = await atOnce(60, (at): Promise<unknown> => {
      const id = ids[at % 30]!;
      if (at % 30 === 9) return rise(customerId, 'diamond');
      if (at % 10 === 8) return desk.resolve(id);
      if (at % 2 === 0) return wait(id);
      return desk.run((tx) => handling.respond(tx, id, '已核实', E1, new Date(), { toldBy: 'phone' }));
    });
    await waitFor(async () => (await found(change!.id)).state === 'completed', {
      timeoutMs: 60_000,
      what: 'the change',
    });
    await worker.close();
    expect(problems(results).filter((type) => type !== 'case-state')).toEqual([]);
    for (const id of ids) {
      for (const clock of await clocksOf(id)) {
        const waits = await desk.run((tx) => desk.the(WaitsService).of(tx, id, clock.cycle));
        const { schedule } = await desk.run((tx) => desk.the(CalendarsService).schedule(tx, 'always'));
        const counting = standsWhileWaiting(clock.metric) ? waits : [];
        const { evaluation, term } = bind(clock.terms, counting, clock.metAt, () => schedule, new Date());
        expect([clock.dueAt, clock.targetSeconds]).toEqual([evaluation.dueAt, term.seconds]);
        if (clock.isUndecided) expect(clock.policyVersion).toBe(policy.version);
      }
      expect((await reasons(id)).filter((reason) => reason === 'policy_changed').length).toBeLessThanOrEqual(1);
      expect((await desk.caseOf(id)).dueAt).toEqual((await resolutionOf(id)).dueAt);
    }
  }, 120_000);
});

describe('what a policy measures that it did not before', () => {
  const more = (targets: SlaRule['targets'], resolution = 8 * hour) => ({
    ...policyOf({ resolution }),
    rules: [{ name: '所有工单', targets: { resolution: always(resolution), ...targets } }],
  });
  const respond = (id: string, now: Date) =>
    desk.run((tx) => desk.the(HandlingService).respond(tx, id, '已核实', E1, now));
  const dueOf = async (caseId: string) =>
    Object.fromEntries(
      (await clocksOf(caseId)).filter(({ isOpen }) => isOpen).map(({ metric, dueAt }) => [metric, second(dueAt)]),
    );
  const allFive = {
    acknowledge: always(6 * hour),
    first_response: always(5 * hour),
    next_update: always(4 * hour),
    callback: always(40 * hour),
    handover: always(3 * hour),
  };

  it('gets its clock where the case is still at that, since when it is owed; the report lists it as new', async () => {
    const spoke = ago(2 * hour);
    const [fresh, answered, resolved] = [
      await open({ receivedAt: spoke }),
      await open({ receivedAt: spoke }),
      await open({ receivedAt: spoke }),
    ];
    const [said, offered, done] = [ago(hour), ago(1_800), ago(900)];
    await respond(answered, said);
    const offer = { toDepartment: 'complaint-centre', toEmployeeId: null, reason: '请接手' };
    await desk.run((tx) => desk.the(HandoversService).offer(tx, answered, offer, E1, offered));
    await desk.resolve(resolved, E1, done);

    const draft = more(allFive);
    const measured = await finish((await report(draft)).id);
    expect(measured.counts).toEqual({
      'acknowledge unknown new': 1,
      'first_response unknown new': 1,
      'next_update unknown new': 1,
      'handover unknown new': 1,
      'callback unknown new': 1,
    });
    expect(measured).toMatchObject({ checked: 3, changed: 3, unreachable: 0 });
    const listed = await linesOf(measured.id);
    expect(listed.every(({ clockId, before }) => clockId === null && before === null)).toBe(true);
    expect(await clocksOf(fresh)).toHaveLength(1);

    const { change } = await publish(draft, { openCases: 'apply', reportId: measured.id });
    const { counts } = await finish(change!.id);
    expect(counts).toEqual(measured.counts);
    const applied = await linesOf(change!.id);
    expect(applied.map(({ after }) => second(after))).toEqual(listed.map(({ after }) => second(after)));
    const resolution = second(spoke) + 8 * hour;
    expect(await dueOf(fresh)).toEqual({
      resolution,
      acknowledge: second(spoke) + 6 * hour,
      first_response: second(spoke) + 5 * hour,
    });
    expect(await dueOf(answered)).toEqual({
      resolution,
      next_update: second(said) + 4 * hour,
      handover: second(offered) + 3 * hour,
    });
    expect(await dueOf(resolved)).toEqual({ callback: second(done) + 40 * hour });
    const [task] = await app.database.query<{ dueAt: Date }[]>(
      `SELECT due_at AS "dueAt" FROM callback_task WHERE case_id = $1`,
      [resolved],
    );
    expect(second(task!.dueAt)).toBe(second(done) + 40 * hour);
    expect((await desk.the(ReconciliationService).run('test')).differences).toEqual([]);
    // Applied again, nothing begins twice.
    expect((await apply(more(allFive))).counts).toEqual({});
  });

  it('makes nobody late: what would be past counts from now on; a later answer goes on as ever', async () => {
    const spoke = ago(7 * hour);
    const id = await open({ receivedAt: spoke });
    await respond(id, spoke);
    await wait(id, spoke);
    await apply(more({ next_update: always(hour) }));
    // It waits since then, and stands meanwhile: the cap of waiting counts.
    const [clock] = (await clocksOf(id)).filter(({ metric }) => metric === 'next_update');
    expect([clock!.state, second(clock!.dueAt) - second(clock!.startedAt)]).toEqual(['paused', 10 * day + hour]);
    await respond(id, new Date());
    expect(Object.keys(await dueOf(id)).sort()).toEqual(['next_update', 'resolution']);

    const late = await open({ receivedAt: spoke });
    await apply(more({ next_update: always(hour), first_response: always(hour) }));
    const left = (await dueOf(late))['first_response']! - second(new Date());
    expect(left).toBeGreaterThan(hour - 60);
    expect(left).toBeLessThanOrEqual(hour);
    expect((await desk.the(ReconciliationService).run('test')).differences).toEqual([]);
  });

  it('is started by the newest version only, by an application that goes on after a crash, once', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at++) ids.push(await open());
    const draft = more({ first_response: always(hour) });
    const { id: reportId } = await finish((await report(draft)).id);
    runner().casesAtOnce.application = 2;
    const { change } = await publish(draft, { openCases: 'apply', reportId });
    await step(change!.id);
    await atOnce(8, () => step(change!.id));
    await finish(change!.id);
    for (const id of ids) expect(Object.keys(await dueOf(id)).sort()).toEqual(['first_response', 'resolution']);
    expect(await linesOf(change!.id)).toHaveLength(7);

    const other = more({ acknowledge: always(hour) });
    const { id: second } = await finish((await report(other)).id);
    const { change: outrun } = await publish(other, { openCases: 'apply', reportId: second });
    await publish(policyOf({ resolution: 8 * hour }));
    expect((await finish(outrun!.id)).counts).toEqual({});
    expect(Object.keys(await dueOf(ids[0]!)).sort()).toEqual(['first_response', 'resolution']);
  });
});

describe('a rise', () => {
  const customer = async (level: ValueLevel): Promise<string> => {
    const id = newId();
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, level)
       VALUES ($1, 1, 'person', 'active', 'service', '[]', $2)`,
      [id, level],
    );
    return id;
  };

  it('to a target by another calendar counts where that ends earlier', async () => {
    await desk.run((tx) =>
      desk
        .the(CalendarsService)
        .create(
          tx,
          `mornings-${Date.now()}`,
          { weekly: { mon: [['09:00', '10:00']] }, holidays: [], workingDays: [] },
          by,
          new Date(),
        ),
    );
    const [{ id: mornings }] = await app.database.query<[{ id: string }]>(
      `SELECT id FROM business_calendar WHERE id LIKE 'mornings-%' ORDER BY changed_at DESC LIMIT 1`,
    );
    await publish(
      policyOf(
        { resolution: 40 * hour },
        {
          ...forDiamonds(hour),
          name: 'x',
          levels: ['gold'],
          targets: { resolution: { seconds: 40 * hour, calendarId: mornings } },
        },
        forDiamonds(hour),
      ),
    );
    const customerId = await customer('silver');
    const id = await open({ customerId });
    const before = await resolutionOf(id);
    // Forty Monday mornings end much later than forty hours.
    await rise(customerId, 'gold');
    expect((await resolutionOf(id)).dueAt).toEqual(before.dueAt);
    const now = new Date();
    await rise(customerId, 'diamond', now);
    expect(await resolutionOf(id)).toMatchObject({ calendarId: 'always', rule: '钻石客户', targetSeconds: hour });
    expect(second((await resolutionOf(id)).dueAt)).toBe(second(now) + hour);
  });

  it('brings the cap of the better level for its own time, and none that ends it in the past', async () => {
    await publish(policyOf({ resolution: 8 * hour }, forDiamonds(8 * hour)));
    const customerId = await customer('basic');
    const id = await open({ customerId, receivedAt: ago(4 * day) });
    await acknowledge(id, ago(4 * day));
    await wait(id, ago(4 * day));
    const now = new Date();
    await rise(customerId, 'diamond', now);
    // The two days of a diamond customer are used up: it runs from now on, although a basic one could wait six days more.
    const clock = await resolutionOf(id);
    expect(second(clock.dueAt)).toBe(second(now) + 8 * hour);
    expect(clock).toMatchObject({ state: 'running', longestWait: 2 * day });
  });
});

describe('public holidays that are announced', () => {
  it('move the deadlines that were computed without them, by themselves, and no others', async () => {
    const calendar = `cn-${Date.now()}`;
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const weekly = Object.fromEntries(weekdays.map((name) => [name, [['00:00', '24:00']]])) as never;
    const content = { weekly, timeZone: 'Asia/Shanghai', holidays: [], workingDays: [], publicHolidays: 'CN' as const };
    await desk.run((tx) => desk.the(CalendarsService).create(tx, calendar, content, by, new Date()));
    const imports = desk.the(CalendarImportsService);
    const year = new Date().getUTCFullYear();
    const holiday = (of: number, date: string) => ({
      year: of,
      papers: [],
      days: [{ name: '元旦', date, isOffDay: true }],
    });
    const readVersion = async () => (await desk.run((tx) => desk.the(CalendarsService).find(tx, calendar))).version;
    const importFile = async (file: ReturnType<typeof holiday>) => {
      const change = { id: calendar, readVersion: await readVersion(), ...asking() };
      const { change: started } = await desk.run((tx) => imports.importFile(tx, file, change));
      return finish(started!.id);
    };
    await importFile(holiday(year, `${year}-01-01`));
    // One is due in this year, the other in the next one, of which nothing is known.
    const target = (seconds: number) => ({ resolution: { seconds, calendarId: calendar } });
    const rest = Math.ceil((Date.UTC(year + 1, 0, 2, 16) - Date.now()) / 1_000);
    await publish(
      policyOf(
        { resolution: hour },
        { name: '长', kinds: ['repair'], targets: target(rest) },
        { name: '短', targets: target(60) },
      ),
    );
    const [long, short] = [await open({ kind: 'repair' }), await open({ kind: 'complaint' })];
    const before = await Promise.all([long, short].map(resolutionOf));
    const draft = await desk.run((tx) =>
      imports.reportFile(tx, calendar, holiday(year + 1, `${year + 1}-01-01`), asking()),
    );
    expect(await finish(draft.id)).toMatchObject({ changed: 1 });
    const done = await importFile(holiday(year + 1, `${year + 1}-01-01`));
    expect(done).toMatchObject({ reason: 'calendar_published', changed: 1, checked: 2 });
    const after = await Promise.all([long, short].map(resolutionOf));
    expect(after[0]!.dueAt.getTime() - before[0]!.dueAt.getTime()).toBe(day * 1_000);
    expect(after[1]).toEqual(before[1]);
    expect(await reasons(long)).toEqual(['calendar_published']);
    expect((await linesOf(done.id)).map(({ caseId }) => caseId)).toEqual([long]);
  });
});

describe('a deadline that moves into a year that was announced meanwhile', () => {
  it('is computed with its public holidays', async () => {
    const calendar = `late-${Date.now()}`;
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const weekly = Object.fromEntries(weekdays.map((name) => [name, [['00:00', '24:00']]])) as never;
    const content = { weekly, timeZone: 'Asia/Shanghai', holidays: [], workingDays: [], publicHolidays: 'CN' as const };
    await desk.run((tx) => desk.the(CalendarsService).create(tx, calendar, content, by, new Date()));
    const imports = desk.the(CalendarImportsService);
    const year = new Date().getUTCFullYear();
    const holidayOf = async (of: number, readVersion: number) => {
      const file = { year: of, papers: [], days: [{ name: '元旦', date: `${of}-01-01`, isOffDay: true }] };
      const { change } = await desk.run((tx) =>
        imports.importFile(tx, file, { id: calendar, readVersion, ...asking() }),
      );
      return finish(change!.id);
    };
    await holidayOf(year, 1);
    const untilNoonOfTheLastDay = Math.ceil((Date.UTC(year, 11, 31, 4) - Date.now()) / 1_000);
    const rule = { name: '年底', targets: { resolution: { seconds: untilNoonOfTheLastDay, calendarId: calendar } } };
    await publish(policyOf({ resolution: hour }, rule));
    const id = await open();
    const before = await resolutionOf(id);
    expect(await holidayOf(year + 1, 2)).toMatchObject({ changed: 0 });
    const began = new Date();
    await acknowledge(id, began);
    await wait(id, began);
    const resumed = new Date(began.getTime() + 2 * day * 1_000);
    await desk.run((tx) => desk.the(HandlingService).resume(tx, id, E1, resumed));
    const after = await resolutionOf(id);
    // Two days of waiting, and the day off.
    expect(after.dueAt.getTime() - before.dueAt.getTime()).toBe(3 * day * 1_000);
    expect(after.calendarVersion).toBe(3);
  });
});

describe('many clocks', () => {
  it('are measured with a few statements for each batch', async () => {
    const id = await open();
    // Some at a time, so that no statement takes too long on a busy machine.
    for (let from = 1; from < 20_000; from += 2_000) {
      await app.database.query(
        `WITH copies AS (
           INSERT INTO service_case SELECT (jsonb_populate_record(c, jsonb_build_object(
             'id', gen_random_uuid(), 'number', 'N' || n, 'sole', false))).*
           FROM service_case c, generate_series($2::int, least($2 + 1999, 19999)) AS n WHERE c.id = $1 RETURNING id)
         INSERT INTO sla_clock SELECT (jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'case_id', copies.id))).*
         FROM copies, sla_clock k WHERE k.case_id = $1 AND k.metric = 'resolution'`,
        [id, from],
      );
    }
    await app.database.query('ANALYZE sla_clock; ANALYZE service_case');
    const { id: reportId } = await report(policyOf({ resolution: 4 * hour }));
    const [start, used] = [performance.now(), process.cpuUsage()];
    const done = await finish(reportId);
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(used);
    expect(done).toMatchObject({ checked: 20_000, changed: 20_000, counts: { 'resolution unknown earlier': 20_000 } });
    if (process.env['MEASURE']) {
      process.stderr.write(
        `20,000 cases in ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of the process\n`,
      );
    }
    expect(seconds).toBeLessThan(60);
  }, 120_000);
});

describe('a report that is 90 days old', () => {
  const forget = (aggregateId: string) =>
    desk.run((tx) =>
      desk
        .the(SlaChangeRetention)
        .forget(tx, { id: newId(), kind: retentionTimer, aggregateId, epoch: 1, dueAt: new Date(), attempts: 0 }),
    );
  const count = async (table: string, of: string, id: string): Promise<number> => {
    const [row] = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${of} = $1`,
      [id],
    );
    return row!.count;
  };

  it('is deleted; of one that was applied its lines only, and nothing of the application', async () => {
    await open();
    await open();
    const content = policyOf({ resolution: 6 * hour });
    const read = await finish((await report(content)).id);
    const { reportId, id: application } = await apply(content);
    expect(await count('sla_change_clock', 'change_id', read.id)).toBe(2);
    const [timer] = await app.database.query<{ days: number }[]>(
      `SELECT round(extract(epoch FROM due_at - now()) / 86400)::int AS days FROM timer WHERE kind = $1 AND aggregate_id = $2`,
      [retentionTimer, read.id],
    );
    expect(timer).toEqual({ days: 90 });
    desk.the(SlaChangeRetention).linesAtOnce = 1;
    for (const id of [read.id, reportId!, application]) for (let step = 0; step < 4; step++) await forget(id);
    expect(await count('sla_change', 'id', read.id)).toBe(0);
    expect(await count('sla_change_clock', 'change_id', read.id)).toBe(0);
    expect(await count('sla_change', 'id', reportId!)).toBe(1);
    expect(await count('sla_change_clock', 'change_id', reportId!)).toBe(0);
    expect(await count('sla_change_clock', 'change_id', application)).toBe(2);
  });
});
