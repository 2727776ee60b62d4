import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tx } from '@crm/persistence';
import { type User, userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { CaseFilesService, type CaseQuery } from '../src/cases/case-files.service.js';
import type { CaseSort } from '../src/cases/case-sorts.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps, E1 } from './desk-steps.js';
import { centre, manyCases } from './kpi-steps.js';
import { RoutingSteps } from './routing-steps.js';

let app: DeskApp;
let desk: DeskSteps;
let routing: RoutingSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
  routing = new RoutingSteps(desk);
});
afterAll(() => app.close());

const listIn = async (tx: Tx, viewer: User, query: CaseQuery = {}, sort: CaseSort = 'dueAt', limit = 50) => {
  const files = await desk.the(CaseFilesService).list(tx, viewer, query, { sort, behind: undefined, limit });
  return files.map(({ kase }) => kase.id);
};
const list = (viewer: User, query: CaseQuery = {}, sort?: CaseSort): Promise<string[]> =>
  desk.run((tx) => listIn(tx, viewer, query, sort));

const day = 86_400_000;

describe('a list of cases', () => {
  beforeEach(() => routing.empty());
  const opened = (wish = {}) => desk.open({ customerId: newId(), kind: 'enquiry', ...wish });

  it('has what is still to be done, or what is done', async () => {
    const [open, resolved, closed] = [await opened(), await opened(), await opened()];
    for (const id of [resolved, closed]) await desk.resolve(id);
    await desk.close(closed);
    expect(new Set(await list(E1))).toEqual(new Set([open, resolved, closed]));
    expect(new Set(await list(E1, { open: true }))).toEqual(new Set([open, resolved]));
    expect(await list(E1, { open: false })).toEqual([closed]);
    expect(await list(centre, { open: true, owner: 'E1', state: 'resolved' })).toEqual([resolved]);
    expect(await list(centre, { open: true, state: 'closed' })).toEqual([]);
  });

  it('has what waits in one queue, until it is resolved', async () => {
    await routing.queue('one', { products: ['P-1'] });
    await routing.queue('two', { products: ['P-2'] });
    const [first, second] = [await opened({ productId: 'P-1' }), await opened({ productId: 'P-2' })];
    expect(await list(centre, { queueId: 'one' })).toEqual([first]);
    expect(await list(centre, { queueId: 'two' })).toEqual([second]);
    await expect(list(centre, { queueId: 'three' })).rejects.toThrow('validation-failed');
    await desk.resolve(first, agent('duty-officer'));
    expect(await list(centre, { queueId: 'one' })).toEqual([]);
  });

  it('has each case once: of the department, one’s own elsewhere, and what is offered', async () => {
    const [ours, own, offered, both, hidden] = [
      await opened(),
      // Weeks, not minutes: what comes in after closing time is due at the same moment.
      await opened({ receivedAt: new Date(Date.now() - 7 * day) }),
      await opened({ receivedAt: new Date(Date.now() - 14 * day) }),
      await opened({ receivedAt: new Date(Date.now() - 21 * day) }),
      await opened(),
    ];
    const set = (id: string, what: string) => app.database.query(`UPDATE service_case SET ${what} WHERE id = $1`, [id]);
    await desk.hire('repair', 'R1', 'R2');
    await set(ours!, `owner_department = 'repair'`);
    await set(own!, `owner_employee_id = 'R1'`);
    await set(both!, `owner_department = 'repair', owner_employee_id = 'R2'`);
    for (const id of [offered!, both!]) {
      const wish = { toDepartment: 'repair', toEmployeeId: null, reason: '请处理' };
      await desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, centre, new Date()));
    }
    const R1 = agent('R1', 'repair');
    expect(await list(R1)).toEqual([both, offered, own, ours]);
    expect(await list(R1, {}, '-openedAt')).toEqual([ours, own, offered, both]);
    expect(await list(userOf({ sub: 'R1', roles: ['agent'] })!)).toEqual([own]);
    expect(await list(centre)).toContain(hidden);
  });
});

describe('of twenty thousand cases', () => {
  const legal = agent('L1', 'legal');
  beforeAll(async () => {
    await routing.empty();
    await desk.run(async (tx) => {
      for (const statement of manyCases(20_000, '2024-11-01T00:00:00+08:00', 43)) await tx.query(statement);
      await tx.query(
        `UPDATE service_case SET owner_department = 'legal' WHERE split_part(number, '-', 2)::int % 1000 = 500`,
      );
    });
    await app.database.query('VACUUM ANALYZE service_case');
    await app.database.query('ANALYZE handover');
  });

  /** Pages that the database reads for one page of a list. */
  const pagesRead = (viewer: User, query: CaseQuery, sort?: CaseSort): Promise<number> =>
    desk.run(async (tx) => {
      let plan = '';
      const ask = tx.query.bind(tx);
      const explaining = Object.assign(Object.create(tx) as Tx, {
        query: async (sql: string, parameters?: unknown[]) => {
          if (sql.includes('customerToday')) {
            const rows = await ask<{ 'QUERY PLAN': string }[]>(
              `EXPLAIN (ANALYZE, BUFFERS, SUMMARY OFF) ${sql}`,
              parameters,
            );
            plan = rows.map((row) => row['QUERY PLAN']).join('\n');
          }
          return ask(sql, parameters);
        },
      });
      await listIn(explaining, viewer, query, sort, 10);
      expect(plan).not.toContain('Seq Scan on service_case');
      return Number(/Buffers: shared hit=(\d+)/.exec(plan)?.[1]);
    });

  it('a page of a small department is found by indexes, however few are its own', async () => {
    expect(await list(legal)).toHaveLength(20);
    expect(await pagesRead(legal, {})).toBeLessThan(200);
    expect(await pagesRead(legal, {}, '-openedAt')).toBeLessThan(200);
    expect(await pagesRead(legal, { open: true })).toBeLessThan(200);
    expect(await pagesRead(agent('S1'), { open: true })).toBeLessThan(200);
  });

  it('the most urgent that are open are found without passing by those that are closed', async () => {
    expect(await pagesRead(centre, { open: true })).toBeLessThan(200);
    expect(await pagesRead(centre, { open: true, owner: 'A7' })).toBeLessThan(200);
  });
});
