import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SlaMetric } from '@crm/contracts';
import { v7 as newId } from 'uuid';
import { AdjudicationsService } from '../src/handovers/adjudications.service.js';
import { HandoverReportService } from '../src/handover-report/handover-report.service.js';
import type { KpiAnswer } from '../src/kpis/kpis.service.js';
import { MovesService } from '../src/moves/moves.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps, E1, E2 } from './desk-steps.js';
import { centre, KpiSteps } from './kpi-steps.js';

/** Monday 2026-06-08 in Shanghai; the desk works 09–12 and 13:30–18. */
const monday = (time: string): Date => new Date(`2026-06-08T${time}:00+08:00`);
const tuesday = (time: string): Date => new Date(`2026-06-09T${time}:00+08:00`);
const [repair, finance] = [agent('R1', 'repair'), agent('F1', 'finance')];

let app: DeskApp;
let desk: DeskSteps;
let kpis: KpiSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
  kpis = new KpiSteps(desk);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('repair', 'R1');
  await desk.hire('finance', 'F1');
  await desk.hire('complaint-centre', 'C1');
});

const opened = (wish: object = {}): Promise<string> => desk.open({ receivedAt: monday('10:00'), ...wish });
const of = (figures: KpiAnswer['total'], metric: SlaMetric) => figures.clocks.find((one) => one.metric === metric);
const groupsOf = async (groupBy: 'department' | 'agent' | 'day') =>
  new Map((await kpis.answer({ groupBy })).groups.map(({ key, figures }) => [key, figures]));

describe('a case whose first contact came from another one', () => {
  it('counts once: its clock that counts from there stands for the one before, also where that had passed its deadline', async () => {
    const about = { customerId: newId(), orderId: 'SO-1' };
    const from = await opened(about);
    await desk.receive({ ...about, receivedAt: monday('10:05') });
    const to = await opened({ ...about, orderId: 'SO-2', receivedAt: monday('10:10') });
    await app.database.query(
      `UPDATE sla_clock SET state = 'breached_running', told = 100 WHERE case_id = $1 AND metric = 'resolution'`,
      [to],
    );
    const [first] = await app.database.query<{ id: string }[]>(
      'SELECT id FROM intake WHERE case_id = $1 ORDER BY received_at LIMIT 1',
      [from],
    );
    await desk.run((tx) => desk.the(MovesService).attach(tx, to, first!.id, E1, monday('10:30')));
    for (const id of [from, to]) await desk.resolve(id, E1, monday('11:00'));
    const before = (await kpis.answer()).total;
    expect(before.counts).toMatchObject({ received: 2, resolved: 2 });
    expect(of(before, 'resolution')).toMatchObject({ met: 2, breached: 0, time: { n: 2 } });
    await desk.callBack(await desk.callbackOf(to), 'unsatisfied', E2, monday('14:00'));
    const after = (await kpis.answer()).total;
    expect(after.counts).toMatchObject({ reopened: 1, reopenedLater: 1 });
    expect(after.callbacks).toMatchObject({ n: 1, unsatisfied: { count: 1 } });
  });
});

describe('bounces', () => {
  /** Declined by repair on Monday and by finance on Tuesday, and decided two hours later. */
  const decided = async (): Promise<void> => {
    const id = await opened();
    await kpis.answerOffer(await kpis.offer(id, 'repair', monday('10:30')), 'decline', repair, monday('11:00'));
    const last = await kpis.offer(id, 'finance', monday('14:00'));
    await kpis.answerOffer(last, 'decline', finance, monday('15:00'));
    const decision = { employeeId: 'F1', department: 'finance', reason: '由财务负责' };
    await desk.run((tx) => desk.the(AdjudicationsService).decide(tx, last, decision, centre, tuesday('09:30')));
  };
  /** Offered back by repair, to which it was given. */
  const returned = async (): Promise<void> => {
    const id = await opened();
    await kpis.answerOffer(await kpis.offer(id, 'repair', monday('10:30')), 'accept', repair, monday('11:00'));
    await kpis.offer(id, 'service', monday('14:00'), repair);
  };

  it('are those of the report of hand-overs: second ones too, and offers back, for who offered back', async () => {
    await decided();
    await returned();
    const groups = await groupsOf('department');
    const counted = Object.fromEntries([...groups].map(([key, { counts }]) => [key, counts.bounces]));
    expect(counted).toMatchObject({ repair: 2, finance: 1 });
    const period = { from: monday('00:00'), to: tuesday('23:59') };
    const report = await desk.run((tx) => desk.the(HandoverReportService).make(tx, period, centre));
    const reported = Object.fromEntries(report.departments.map(({ department, bounces }) => [department, bounces]));
    expect(reported).toMatchObject({ repair: 2, finance: 1 });
    const agents = await groupsOf('agent');
    expect(['R1', 'F1'].map((key) => agents.get(key)?.counts.bounces)).toEqual([2, 1]);
  });

  it('end with a case given away when that was decided', async () => {
    await decided();
    const days = await groupsOf('day');
    expect([...days].map(([day, { holding }]) => [day, holding.n])).toEqual([
      ['2026-06-08', 0],
      ['2026-06-09', 1],
    ]);
  });
});

describe('an offer that nobody answers in time', () => {
  it('is put down to the department that was asked, and to whom was asked by name', async () => {
    const [id, named] = [await opened(), await opened()];
    await kpis.offer(id, 'repair', monday('10:30'));
    await kpis.offer(named, 'finance', monday('10:30'), E1, 'F1');
    const departments = await groupsOf('department');
    const clocks = (key: string) => of(departments.get(key)!, 'handover');
    expect([clocks('repair'), clocks('finance')]).toMatchObject([{ breached: 1 }, { breached: 1 }]);
    expect(clocks('service')?.breached ?? 0).toBe(0);
    const agents = await groupsOf('agent');
    expect(of(agents.get('F1')!, 'handover')).toMatchObject({ breached: 1 });
    expect(of(agents.get('E1')!, 'handover')?.breached ?? 0).toBe(0);
    expect(of(agents.get('unknown')!, 'handover')).toMatchObject({ breached: 1 });
  });

  it('is put down to the department that was asked also when it declines at last, or the complaint centre decides', async () => {
    const id = await opened();
    await kpis.answerOffer(await kpis.offer(id, 'repair', monday('10:30')), 'decline', repair, tuesday('17:00'));
    const last = await kpis.offer(id, 'finance', tuesday('17:00'));
    await kpis.answerOffer(last, 'decline', finance, tuesday('17:10'));
    const decision = { employeeId: 'F1', department: 'finance', reason: '由财务负责' };
    await desk.run((tx) => desk.the(AdjudicationsService).decide(tx, last, decision, centre, tuesday('17:20')));
    const departments = await groupsOf('department');
    const verdicts = ['repair', 'finance', 'complaint-centre'].map((key) => of(departments.get(key)!, 'handover'));
    expect(verdicts).toMatchObject([{ breached: 1 }, { met: 1 }, { met: 1 }]);
  });
});
