import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { LevelsService } from '../src/levels/levels.service.js';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, E2 } from './desk-steps.js';
import { Caller, problemOf } from './http.js';

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
  await app.database.query('TRUNCATE sla_reconciliation');
});

const reconcile = () => desk.the(ReconciliationService).run('test');
const handling = () => desk.the(HandlingService);
const change = (sql: string, values: unknown[]) => app.database.query(sql, values);
const respond = (id: string, now = new Date()) =>
  desk.run((tx) => handling().respond(tx, id, '已核实', E1, now, { toldBy: 'phone' }));
const wait = (id: string, now = new Date()) =>
  desk.run((tx) => handling().wait(tx, id, 'customer', '请补充照片', E1, now));
const resume = (id: string, now = new Date()) => desk.run((tx) => handling().resume(tx, id, E1, now));
const rise = (customerId: string) =>
  desk.run((tx) => desk.the(LevelsService).changed(tx, customerId, 'diamond', new Date()));
const kinds = async () => (await reconcile()).differences.map(({ kind, metric }) => `${kind} ${metric}`).sort();

/** A case that has been through everything that moves a deadline. */
async function lived(): Promise<string> {
  const customerId = newId();
  const id = await desk.open({ customerId });
  await respond(id);
  await wait(id);
  await resume(id);
  await rise(customerId);
  await wait(id);
  return id;
}

describe('the comparison of all open clocks', () => {
  it('finds nothing in what the product itself has written', async () => {
    for (const id of await Promise.all([lived(), desk.open({ receivedAt: new Date('2026-06-08T02:00:00Z') })])) {
      await desk.run((tx) =>
        desk
          .the(HandoversService)
          .offer(tx, id, { toDepartment: 'complaint-centre', toEmployeeId: null, reason: '请裁决' }, E1, new Date()),
      );
    }
    const resolved = await desk.open();
    await desk.resolve(resolved, E2);
    const again = await desk.open();
    await desk.resolve(again, E2);
    await desk.reopen(again);
    expect(await reconcile()).toMatchObject({ cases: 4, differenceCount: 0, differences: [] });
  });

  it('names what is stored otherwise than it comes out, and repairs nothing', async () => {
    const id = await lived();
    const [clock] = await app.database.query<{ id: string; dueAt: Date }[]>(
      `SELECT id, due_at AS "dueAt" FROM sla_clock WHERE case_id = $1 AND metric = 'resolution'`,
      [id],
    );
    await change(`UPDATE sla_clock SET due_at = due_at + interval '1 second' WHERE id = $1`, [clock!.id]);
    const later = new Date(clock!.dueAt.getTime() + 1_000).toISOString();
    const difference = {
      kind: 'due_at',
      caseId: id,
      clockId: clock!.id,
      metric: 'resolution',
      stored: later,
      computed: clock!.dueAt.toISOString(),
    };
    expect((await reconcile()).differences).toEqual([difference]);
    expect((await reconcile()).differences).toEqual([difference]);
  });

  const faults: [what: string, sql: string, found: string[]][] = [
    [
      'target',
      `UPDATE sla_clock SET target_seconds = 1 WHERE case_id = $1 AND metric = 'resolution'`,
      ['target_seconds resolution'],
    ],
    [
      'pause',
      `UPDATE sla_clock SET paused_until = paused_until + interval '1 s' WHERE case_id = $1 AND metric = 'next_update'`,
      ['paused_until next_update'],
    ],
    [
      'state',
      `UPDATE sla_clock SET state = 'running' WHERE case_id = $1 AND metric = 'next_update'`,
      ['state next_update'],
    ],
    [
      'missing timer',
      `UPDATE timer SET state = 'fired' WHERE aggregate_id IN (SELECT id::text FROM sla_clock WHERE case_id = $1 AND metric = 'resolution')`,
      ['alarm resolution'],
    ],
    [
      'timer of another time',
      `UPDATE timer SET due_at = due_at + interval '1 s' WHERE state = 'armed' AND aggregate_id IN (SELECT id::text FROM sla_clock WHERE case_id = $1 AND metric = 'resolution')`,
      ['alarm resolution'],
    ],
    [
      'lost waiting',
      `DELETE FROM sla_wait WHERE case_id = $1`,
      [
        'alarm next_update',
        'alarm resolution',
        'case_due_at resolution',
        'due_at next_update',
        'due_at resolution',
        'paused_until next_update',
        'paused_until resolution',
        'state next_update',
        'state resolution',
      ],
    ],
    [
      'term',
      `UPDATE sla_clock SET terms = jsonb_set(terms, '{0,seconds}', '99999') WHERE case_id = $1 AND metric = 'resolution'`,
      ['first_term resolution'],
    ],
    [
      'deadline of the case',
      `UPDATE service_case SET due_at = due_at + interval '1 s' WHERE id = $1`,
      ['case_due_at resolution'],
    ],
    [
      'missing clock',
      `UPDATE sla_clock SET state = 'cancelled', paused_until = NULL WHERE case_id = $1 AND metric = 'resolution'`,
      ['clock_missing resolution'],
    ],
    [
      'end of the case',
      `UPDATE service_case SET state = 'closed', closed_at = now(), resolved_at = now(), handler_employee_id = 'E1', handler_department = 'service', kind = 'enquiry', outcome = 'not_required' WHERE id = $1`,
      ['clock_of_ended_case next_update', 'clock_of_ended_case resolution'],
    ],
  ];
  it.each(faults)('finds a wrong %s', async (_what, sql, found) => {
    const id = await lived();
    await desk.open();
    await change(sql, [id]);
    expect(await kinds()).toEqual(found);
  });

  it('finds nothing while people and timers work on the same cases', async () => {
    const customerId = newId();
    const ids = (
      await atOnce(40, (at) =>
        desk.open({ receivedAt: new Date(Date.now() - at * 1_200_000), customerId: at % 4 ? null : customerId }),
      )
    ).flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const worker = await app.another('worker');
    let busy = true;
    const runs: Promise<number[]> = (async () => {
      const found: number[] = [];
      while (busy) found.push((await reconcile()).differenceCount);
      return found;
    })();
    await atOnce(ids.length * 6, async (step) => {
      const id = ids[step % ids.length]!;
      const steps = [
        () => respond(id),
        () => wait(id),
        () => rise(customerId),
        () => resume(id),
        () => desk.resolve(id),
        () => desk.reopen(id),
      ];
      await steps[Math.floor(step / ids.length)]!();
    });
    busy = false;
    const found = await runs;
    await worker.close();
    expect(found.length).toBeGreaterThan(2);
    expect(found.every((count) => count === 0)).toBe(true);
    expect((await reconcile()).differences).toEqual([]);
  }, 90_000);
});

describe('the daily comparison', () => {
  it('runs by a durable timer, is armed for the next day, and shows in the metric and to who may see it', async () => {
    const id = await desk.open();
    await change(`UPDATE service_case SET due_at = due_at + interval '1 s' WHERE id = $1`, [id]);
    await change(
      `INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at) VALUES ($1, 'sla.reconciliation', 'daily', 1, now(), now())`,
      [newId()],
    );
    const worker = await app.another('worker');
    const centre = await Caller.of(app, 'E1010', 'complaint-centre');
    const read = () =>
      centre.read<{ last: { endedAt: string; differences: object[] } | null; running: null }>('/sla/reconciliation');
    await waitFor(async () => (await read()).last !== null, { what: 'the comparison' });
    const metrics = await (await fetch(`${worker.url}/metrics`)).text();
    await worker.close();
    const { last, running } = await read();
    expect(running).toBeNull();
    expect(last).toMatchObject({ cases: 1, clocks: 3, differenceCount: 1 });
    expect(last!.differences).toMatchObject([{ kind: 'case_due_at', caseId: id, clockId: null }]);
    const [timer] = await app.database.query<{ state: string; hours: number }[]>(
      `SELECT state, round(extract(epoch FROM due_at - now()) / 3600)::int AS hours FROM timer WHERE kind = 'sla.reconciliation'`,
    );
    expect(timer).toEqual({ state: 'armed', hours: 24 });
    expect(metrics).toContain('sla_clock_differences 1');
    expect(metrics).toMatch(/sla_reconciliation_ended_timestamp_seconds 1\.?\d+/);
    const agent = await Caller.of(app, 'E1', 'agent', 'service');
    expect(await problemOf(agent.get('/sla/reconciliation'))).toMatchObject({ status: 403 });
  });
});
