import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sqlState } from '@crm/persistence';
import type { SlaMetric } from '@crm/contracts';
import { KpisService } from '../src/kpis/kpis.service.js';
import { UsedTimeBackfill } from '../src/kpis/used-time-backfill.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps, E1, E2 } from './desk-steps.js';
import { KpiSteps, manyCases, supervisor } from './kpi-steps.js';
import type { ClockFigures } from '../src/kpis/rules/figures.js';

/** Monday 2026-06-08 in Shanghai; the desk works 09–12 and 13:30–18. */
const monday = (time: string): Date => new Date(`2026-06-08T${time}:00+08:00`);
const tuesday = (time: string): Date => new Date(`2026-06-09T${time}:00+08:00`);
const hours = (count: number): number => count * 3_600;

let app: DeskApp;
let desk: DeskSteps;
let kpis: KpiSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '20' } });
  desk = new DeskSteps(app);
  kpis = new KpiSteps(desk);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('repair', 'R1');
  await desk.hire('finance', 'F1');
});

const opened = (wish: object = {}): Promise<string> => desk.open({ receivedAt: monday('10:00'), ...wish });
const of = (clocks: ClockFigures[], metric: SlaMetric): ClockFigures | undefined =>
  clocks.find((clock) => clock.metric === metric);

describe('the time that a clock took', () => {
  it('is noted when it stops: working time, without what the case waited, and who stopped it', async () => {
    const id = await opened();
    await kpis.respond(id, monday('11:00'), E2);
    await kpis.wait(id, monday('11:30'));
    await desk.resolve(id, E1, tuesday('10:00'));
    const clocks = await app.database.manager.findBy(SlaClock, { caseId: id });
    const noted = clocks.map((one) => [one.metric, one.activeSeconds, one.waitedSeconds, one.stoppedByEmployeeId]);
    expect(new Map(noted.map(([metric, ...rest]) => [metric, rest]))).toEqual(
      new Map([
        ['acknowledge', [hours(1), 0, 'E2']],
        ['first_response', [hours(1), 0, 'E2']],
        // 11:30–12:00, 13:30–18:00 and 9:00–10:00 were waiting.
        ['resolution', [hours(1.5), hours(6), 'E1']],
        ['next_update', [hours(0.5), hours(6), 'E1']],
        ['callback', [null, null, null]],
      ]),
    );
  });

  it('belongs to clocks that stopped: the database refuses it of others', async () => {
    const id = await opened();
    const set = (sql: string) =>
      app.database
        .query(`UPDATE sla_clock SET ${sql} WHERE case_id = $1 AND metric = 'resolution'`, [id])
        .catch(sqlState);
    expect(await set('active_seconds = 5, waited_seconds = 0')).toBe('23514');
    expect(await set(`stopped_by_employee_id = 'E1', stopped_by_department = 'service'`)).toBe('23514');
    await desk.resolve(id, E1, monday('11:00'));
    expect(await set('active_seconds = NULL')).toBe('23514');
    expect(await set('active_seconds = -1')).toBe('23514');
  });

  it('is noted later for clocks that stopped before that was done, and computed until then', async () => {
    const ids = [await opened(), await opened()];
    await kpis.respond(ids[0]!, monday('11:00'));
    await kpis.wait(ids[0]!, monday('11:30'));
    for (const id of ids) await desk.resolve(id, E1, tuesday('10:00'));
    const noted = await app.database.query(
      `SELECT id, active_seconds, waited_seconds FROM sla_clock WHERE met_at IS NOT NULL ORDER BY id`,
    );
    const answer = await kpis.answer();
    await app.database.query(`UPDATE sla_clock SET active_seconds = NULL, waited_seconds = NULL`);
    const { asOf: _, ...computed } = await kpis.answer();
    expect({ ...computed, asOf: answer.asOf }).toEqual(answer);
    const fill = (epoch: number) =>
      desk.run((tx) =>
        desk
          .the(UsedTimeBackfill)
          .fill(tx, { id: '', kind: '', aggregateId: 'sla_clock', epoch, dueAt: new Date(), attempts: 0 }),
      );
    await fill(1);
    await fill(2);
    const armed = await app.database.query(`SELECT epoch FROM timer WHERE kind = 'kpi.used-time'`);
    // The first firing found some and goes on, the second found nothing any more.
    expect(armed).toEqual([{ epoch: 2 }]);
    const again = await app.database.query(
      `SELECT id, active_seconds, waited_seconds FROM sla_clock WHERE met_at IS NOT NULL ORDER BY id`,
    );
    expect(again).toEqual(noted);
  });
});

describe('key figures', () => {
  it('take open cases as lasting until now, instead of leaving them out', async () => {
    const [first, second] = [await opened(), await opened(), await opened()];
    await desk.resolve(first, E1, monday('11:00'));
    const one = of((await kpis.answer()).total.clocks, 'resolution')!;
    expect(one.time).toEqual({ n: 3, events: 1, censored: 2, p50Seconds: null, p90Seconds: null });
    await desk.resolve(second, E1, monday('12:00'));
    const two = of((await kpis.answer()).total.clocks, 'resolution')!;
    expect(two.time).toEqual({ n: 3, events: 2, censored: 1, p50Seconds: hours(2), p90Seconds: null });
    // The third is long past its deadline; nobody had to tell so.
    expect(two).toMatchObject({ met: 2, breached: 1, running: 0, attainment: 2 / 3 });
  });

  it('put resolutions down to the handler, answers to who answered, what is open to the owner', async () => {
    await desk.know('E1');
    const id = await opened();
    await kpis.respond(id, monday('10:30'), E2);
    await desk.resolve(id, agent('R1', 'repair'), monday('11:00')).catch(() => undefined);
    await desk.resolve(id, E2, monday('11:00'));
    await opened();
    const { groups, total } = await kpis.answer({ groupBy: 'agent' });
    expect(groups.map(({ key }) => key)).toEqual(['E1', 'E2']);
    const [e1, e2] = groups.map(({ figures }) => figures);
    expect([e1!.counts.received, e2!.counts.received, total.counts.received]).toEqual([1, 1, 2]);
    expect([e1!.counts.resolved, e2!.counts.resolved]).toEqual([0, 1]);
    expect(of(e2!.clocks, 'first_response')!.time.p50Seconds).toBe(hours(0.5));
    expect(of(e1!.clocks, 'first_response')!.time).toMatchObject({ events: 0, censored: 1 });
  });

  it('count reopenings for who had resolved, and their share of the resolutions', async () => {
    const [a, b] = [await opened(), await opened({ kind: 'enquiry' })];
    await desk.resolve(a, E2, monday('11:00'));
    await desk.resolve(b, E2, monday('11:00'));
    await kpis.close(b, monday('11:30'));
    await kpis.reopen(a, tuesday('09:30'));
    const [group] = (await kpis.answer({ groupBy: 'agent', agent: 'E2' })).groups;
    expect(group!.figures.counts).toMatchObject({ resolved: 2, reopenedLater: 1, reopened: 1, closed: 1 });
    expect(group!.figures.reopenRate).toMatchObject({ count: 1, share: 0.5 });
    expect(
      (await kpis.answer({ groupBy: 'day' })).groups.map(({ key, figures }) => [key, figures.counts.reopened]),
    ).toEqual([
      ['2026-06-08', 0],
      ['2026-06-09', 1],
    ]);
  });

  it('count bounces for who declined, and how long cases were held for who gave them away', async () => {
    const repair = agent('R1', 'repair');
    const id = await opened();
    await kpis.answerOffer(await kpis.offer(id, 'repair', monday('10:30')), 'decline', repair, monday('11:00'));
    await kpis.answerOffer(await kpis.offer(id, 'repair', monday('11:00')), 'accept', repair, monday('14:30'));
    const finance = agent('F1', 'finance');
    const last = await kpis.offer(id, 'finance', tuesday('09:00'), repair);
    await kpis.answerOffer(last, 'accept', finance, tuesday('10:00'));
    const { groups } = await kpis.answer({ groupBy: 'department' });
    const handed = groups.filter(({ figures }) => figures.holding.n > 0);
    const held = handed.map(({ key, figures }) => [
      key,
      figures.counts.bounces,
      figures.holding.n,
      figures.holding.p50Seconds,
    ]);
    // service: Monday 10:00–12:00 and 13:30–14:30; repair: Monday 14:30–18:00 and Tuesday 9:00–10:00.
    expect(held).toEqual([
      ['repair', 1, 1, hours(4.5)],
      ['service', 0, 1, hours(3)],
    ]);
    expect(of(handed[0]!.figures.clocks, 'handover')).toMatchObject({ met: 2, breached: 0 });
  });

  it('tell how satisfied customers are with what each handler did, once a call-back is over', async () => {
    const ids = await Promise.all([opened(), opened(), opened(), opened()]);
    for (const id of ids) await desk.resolve(id, E1, monday('11:00'));
    const tasks = await Promise.all(ids.map((id) => desk.callbackOf(id)));
    await desk.callBack(tasks[0]!, 'satisfied', E2, monday('14:00'));
    await desk.callBack(tasks[1]!, 'unsatisfied', E2, monday('14:00'));
    for (const time of ['11:30', '14:00', '18:30']) await desk.callBack(tasks[2]!, 'unreached', E2, monday(time));
    await desk.callBack(tasks[3]!, 'unreached', E2, monday('14:00'));
    const { callbacks } = (await kpis.answer({ agent: 'E1' })).total;
    expect(callbacks.n).toBe(3);
    for (const outcome of ['satisfied', 'unsatisfied', 'unconfirmed'] as const) {
      expect(callbacks[outcome]).toMatchObject({ count: 1, share: 1 / 3 });
    }
    expect((await kpis.answer({ agent: 'E2' })).total.callbacks.n).toBe(0);
  });

  it('tell the part of the time in which cases waited', async () => {
    const id = await opened();
    await kpis.respond(id, monday('11:00'));
    await kpis.wait(id, monday('11:30'));
    await desk.resolve(id, E1, tuesday('10:00'));
    expect((await kpis.answer()).total.waitingShare).toBe(0.8);
    expect((await kpis.answer({ metrics: ['acknowledge'] })).total.waitingShare).toBeNull();
  });

  it('are of business days, by week and month of the zone, and of what is asked only', async () => {
    await desk.open({ receivedAt: new Date('2026-05-31T15:59:59Z') });
    await desk.open({ receivedAt: new Date('2026-05-31T16:00:00Z'), kind: 'repair' });
    const keys = async (groupBy: 'day' | 'week' | 'month' | 'kind' | 'level', from = '2026-05-31') =>
      (await kpis.answer({ groupBy, from })).groups.map(({ key }) => key);
    expect(await keys('day')).toEqual(['2026-05-31', '2026-06-01']);
    expect(await keys('week')).toEqual(['2026-W22', '2026-W23']);
    expect(await keys('month')).toEqual(['2026-05', '2026-06']);
    expect(await keys('kind')).toEqual(['complaint', 'repair']);
    expect(await keys('level')).toEqual(['unknown']);
    expect(await keys('day', '2026-06-01')).toEqual(['2026-06-01']);
    expect((await kpis.answer({ kind: 'repair', from: '2026-05-01' })).total.counts.received).toBe(1);
    expect((await kpis.answer({ level: 'gold', from: '2026-05-01' })).total.counts.received).toBe(0);
  });

  it('are those of the own work for agents, of the own department for supervisors', async () => {
    const id = await opened();
    await desk.resolve(id, E1, monday('11:00'));
    const received = async (user: typeof E1, wish: object = {}) =>
      (await kpis.answer(wish, user)).total.counts.received;
    expect([await received(E1), await received(E2), await received(E1, { agent: 'E2' })]).toEqual([1, 0, 0]);
    expect([await received(supervisor), await received({ ...supervisor, department: 'repair' })]).toEqual([1, 0]);
    expect(await received(supervisor, { department: 'repair' })).toBe(0);
  });
});

describe('twenty thousand cases of twenty months', () => {
  beforeAll(() => desk.empty());

  it('add up, and a month of them is read by indexes, not by reading all', async () => {
    await desk.run(async (tx) => {
      for (const statement of manyCases(20_000, '2024-11-01T00:00:00+08:00', 43)) await tx.query(statement);
    });
    await app.database.query('ANALYZE service_case, sla_clock, handover, callback_attempt, case_entry');
    const { total, groups } = await kpis.answer({ groupBy: 'department', from: '2026-03-01', to: '2026-03-31' });
    const clock = of(total.clocks, 'resolution')!;
    expect(clock.time.n).toBe(total.counts.received);
    expect(clock.time.events + clock.time.censored).toBe(clock.time.n);
    expect(groups.reduce((sum, { figures }) => sum + figures.counts.received, 0)).toBe(total.counts.received);
    expect(total.counts.received).toBeGreaterThan(1_000);

    const plans: string[] = [];
    await desk.run(async (tx) => {
      const query = tx.query.bind(tx);
      const explaining = Object.assign(Object.create(tx) as typeof tx, {
        query: async (sql: string, parameters?: unknown[]) => {
          if (/^\s*SELECT/.test(sql) && sql.includes('GROUP BY')) {
            const plan = await query<{ 'QUERY PLAN': string }[]>(
              `EXPLAIN (ANALYZE, BUFFERS, SUMMARY OFF) ${sql}`,
              parameters,
            );
            plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
          }
          return query(sql, parameters);
        },
      });
      await desk
        .the(KpisService)
        .answer(explaining, { groupBy: 'department', from: '2026-03-01', to: '2026-03-31' }, supervisor);
    });
    expect(plans.length).toBeGreaterThanOrEqual(8);
    expect(plans.filter((plan) => plan.includes('Seq Scan on sla_clock'))).toEqual([]);
    const [started] = plans.filter((plan) => plan.includes('clock_started'));
    expect(started).toBeDefined();
    const pages = Math.max(...plans.map((plan) => Number(/Buffers: shared hit=(\d+)/.exec(plan)?.[1] ?? 0)));
    expect(pages).toBeLessThan(20_000);
  }, 120_000);
});
