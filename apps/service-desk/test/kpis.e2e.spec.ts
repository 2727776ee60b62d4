import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

let app: DeskApp;
let agent: Caller;
let supervisor: Caller;
let centre: Caller;
beforeAll(async () => {
  app = await startDesk();
  agent = await Caller.of(app, 'E1', 'agent', 'service');
  supervisor = await Caller.of(app, 'S1', 'supervisor', 'service');
  centre = await Caller.of(app, 'C1', 'complaint-centre', 'complaint-centre');
  const id = await agent.takeIn({ kind: 'enquiry' });
  await agent.do(`/cases/${id}/respond`, { text: '已核实' });
  await agent.do(`/cases/${id}/resolve`, { solution: '已处理' });
  await agent.takeIn();
});
afterAll(() => app.close());

interface Answer {
  from: string;
  to: string;
  groups: { key: string; received: number; clocks: { metric: string; met: number; time: object }[] }[];
  total: { received: number; resolved: number };
}

describe('GET /kpis', () => {
  it('tells the figures of this month, by what is asked', async () => {
    const { from, to, groups, total } = await centre.read<Answer>(
      '/kpis?groupBy=agent&metric=resolution,first_response',
    );
    expect(from).toBe(`${to.slice(0, 7)}-01`);
    expect(total).toMatchObject({ received: 2, resolved: 1, reopenRate: { count: 0, share: 0, low: 0 } });
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ key: 'E1', received: 2, bounces: 0 });
    expect(groups[0]!.clocks.map(({ metric }) => metric)).toEqual(['first_response', 'resolution']);
    expect(groups[0]!.clocks[1]).toMatchObject({ met: 1, running: 1, breached: 0, attainment: 1 });
    expect(groups[0]!.clocks[1]!.time).toMatchObject({ n: 2, events: 1, censored: 1 });
  });

  it('takes days and instants alike, as every report does', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const began = new Date(`${today}T00:00:00+08:00`).toISOString();
    const ends = new Date(Date.parse(began) + 86_400_000).toISOString();
    for (const from of [today, began])
      for (const to of [today, ends]) {
        expect(await centre.read(`/kpis?from=${from}&to=${to}`)).toMatchObject({
          from: today,
          to: today,
          total: { received: 2 },
        });
        const report = await centre.read<Answer>(`/reports/handovers?from=${from}&to=${to}`);
        expect([report.from, report.to]).toEqual([began, ends]);
        expect(await centre.read(`/articles/gaps?from=${from}&to=${to}`)).toMatchObject({ from: began, to: ends });
        expect(await centre.read(`/withdrawals?from=${from}&to=${to}`)).toEqual([]);
        for (const name of ['to', 'until']) await centre.read(`/goodwill-sums?from=${from}&${name}=${to}`);
      }
    const reports = ['kpis', 'reports/handovers', 'articles/gaps', 'withdrawals', 'goodwill-sums'];
    for (const path of reports)
      for (const wrong of ['2026-02-30', 'yesterday', '2026-06-01T00:00:00'])
        expect(await problemOf(centre.get(`/${path}?from=${wrong}&to=${today}`))).toMatchObject({ status: 400 });
    await centre.read(`/goodwill-sums?from=${today}`);
  });

  it('tells agents of their own work, supervisors of their department', async () => {
    const other = await Caller.of(app, 'E2', 'agent', 'service');
    expect((await agent.read<Answer>('/kpis')).total.received).toBe(2);
    expect((await other.read<Answer>('/kpis')).total.received).toBe(0);
    expect((await other.read<Answer>('/kpis?agent=E1')).total.received).toBe(0);
    expect((await supervisor.read<Answer>('/kpis?agent=E1')).total.received).toBe(2);
    const elsewhere = await Caller.of(app, 'S2', 'supervisor', 'repair');
    expect((await elsewhere.read<Answer>('/kpis?department=service')).total.received).toBe(0);
    expect(await problemOf((await Caller.of(app, 'X1', 'sales', 'sales')).get('/kpis'))).toMatchObject({
      status: 403,
      permission: 'desk-kpi:read',
    });
    expect(await problemOf(Caller.nobody(app).get('/kpis.csv'))).toMatchObject({ status: 401 });
  });

  it.each([
    'from=2026-02-30',
    'to=yesterday',
    'from=2026-06-02&to=2026-06-01',
    'from=2024-01-01&to=2025-06-01',
    'groupBy=mood',
    'metric=speed',
    'metric=resolution,',
    'kind=joke',
    'level=tin',
    'from=2026-06-01&from=2026-06-02',
    'agent=%0A',
  ])('refuses %s', async (query) => {
    for (const path of ['/kpis', '/kpis.csv']) {
      const problem = await problemOf(centre.get(`${path}?${query}`));
      expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
    }
  });
});

describe('GET /kpis.csv', () => {
  const linesOf = async (query: string, language: string): Promise<string[][]> => {
    const { text, headers } = await centre.get(`/kpis.csv?${query}`).set('accept-language', language).buffer();
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="kpis-\d{4}-\d\d-01-\d{4}-\d\d-\d\d\.csv"$/);
    expect(text.startsWith('\uFEFF')).toBe(true);
    return text
      .slice(1)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
  };

  it('has a line for each group and the total, with headings in Chinese or English', async () => {
    const [zh, service, total] = await linesOf('groupBy=department', 'zh');
    expect(zh!.slice(0, 4)).toEqual(['分组', '受理工单', '解决', '关闭']);
    expect([service![0], total![0]]).toEqual(['service', '合计']);
    expect(service!.slice(1)).toEqual(total!.slice(1));
    const [en, onlyTotal, ...rest] = await linesOf('', 'en');
    expect(rest).toEqual([]);
    expect(en!.length).toBe(onlyTotal!.length);
    const cell = (name: string): string => onlyTotal![en!.indexOf(name)]!;
    expect(['received', 'resolved', 'resolution n', 'resolution censored', 'handover n'].map(cell).slice(0, 4)).toEqual(
      [...['2', '1', '2', '1']],
    );
    expect(cell('resolution attainment')).toBe('1');
    expect(cell('satisfied share')).toBe('');
  });

  it('holds no formulas', async () => {
    const id = await (await Caller.of(app, '=cmd|calc', 'agent', 'service')).takeIn();
    await app.database.query(`UPDATE service_case SET owner_employee_id = '=cmd|calc' WHERE id = $1`, [id]);
    const lines = await linesOf('groupBy=agent', 'zh');
    expect(lines.map(([key]) => key)).toEqual(['分组', "'=cmd|calc", 'E1', '合计']);
  });
});
