import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sqlState, violatedConstraint } from '@crm/persistence';
import { userOf } from '@crm/platform/auth';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { AssessmentsService } from '../src/assessments/assessments.service.js';
import { CausesService } from '../src/causes/causes.service.js';
import { PreventiveActionsService } from '../src/problems/preventive-actions.service.js';
import { Problem } from '../src/problems/problem.entity.js';
import { Verification } from '../src/problems/problem-verification.entity.js';
import { ProblemsService } from '../src/problems/problems.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';

const day = 86_400_000;
const C1 = userOf({ sub: 'C1', roles: ['complaint-centre'], department: 'complaint-centre' })!;
const responsible = { employeeId: 'E1061', department: 'quality' };

/** Timers fire only where a test starts a worker. */
let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('quality', 'E1061', 'E1062');
});

const aCause = async (code: string): Promise<string> => {
  const content = { code, nameZh: '包装破损', nameEn: 'Damaged packaging', retired: false };
  return (await desk.run((tx) => desk.the(CausesService).add(tx, content, 'E1006', new Date()))).id;
};
const assess = (caseId: string, causeId: string, productId = 'P-7', now = new Date()): Promise<void> =>
  desk.run((tx) =>
    desk.the(AssessmentsService).assess(tx, caseId, { severity: 'normal', productId, causeId }, E1, now),
  );
const openCases = async (count: number, receivedAt = new Date()): Promise<string[]> => {
  const results = await atOnce(count, () => desk.open({ receivedAt }));
  expect(problems(results)).toEqual([]);
  return values(results);
};
const all = (): Promise<Problem[]> => app.database.manager.find(Problem);
const linksOf = (problemId: string): Promise<{ caseId: string }[]> =>
  app.database.query(`SELECT case_id AS "caseId" FROM problem_case WHERE problem_id = $1`, [problemId]);
const armed = async (): Promise<number> => {
  const [row] = await app.database.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM timer WHERE state = 'armed' AND kind LIKE 'problems.%'`,
  );
  return row!.count;
};

/** A problem of five cases of that time, whose one action was done two days later. */
async function verifying(at: Date, causeId: string): Promise<{ id: string; until: Date }> {
  for (const caseId of await openCases(5, at)) await assess(caseId, causeId, 'P-7', at);
  const { id } = await app.database.manager.findOneByOrFail(Problem, { causeId });
  const [analysed, planned, done] = [1, 2, 3].map((hours) => new Date(at.getTime() + hours * 3_600_000));
  const analysis = { rootCause: '纸箱抗压强度不足', responsible };
  await desk.run((tx) => desk.the(ProblemsService).analyse(tx, id, analysis, 1, C1, analysed!));
  const wish = { what: '更换纸箱供应商', ownerEmployeeId: 'E1062', dueAt: new Date(at.getTime() + 2 * day) };
  const actions = desk.the(PreventiveActionsService);
  const action = await desk.run((tx) => actions.plan(tx, id, wish, C1, planned!));
  const report = { doneAt: done!, evidence: '检验报告' };
  await desk.run((tx) => actions.report(tx, id, action, report, C1, done!));
  return { id, until: (await app.database.manager.findOneByOrFail(Problem, { id })).verifyUntil! };
}

describe('cases of one product and cause', () => {
  it('open exactly one problem when 50 are assessed at once, and all belong to it', async () => {
    const causeId = await aCause('packaging_damage');
    const cases = await openCases(50);
    expect(problems(await atOnce(50, (index) => assess(cases[index]!, causeId)))).toEqual([]);
    const [problem, ...others] = await all();
    expect(others).toEqual([]);
    expect((await desk.told(problem!.id)).map(({ type, data }) => [type, data['cases']])).toEqual([
      ['problem.opened', 5],
    ]);
    expect((await linksOf(problem!.id)).map(({ caseId }) => caseId).sort()).toEqual([...cases].sort());
  });

  it('belong to the problem that fits them when they are assessed to and fro at once', async () => {
    const causes = [await aCause('packaging_damage'), await aCause('late_delivery')];
    const cases = await openCases(12);
    const results = await atOnce(120, (index) =>
      assess(cases[(index * 7) % 12]!, causes[index % 2]!, ['P-7', 'P-8'][(index >> 2) % 2]),
    );
    expect(problems(results)).toEqual([]);
    const found = await app.database.query<{ fits: boolean; count: number }[]>(
      `SELECT c.cause_id = p.cause_id AND c.product_id = p.product_id AS fits, count(*)::int AS count
       FROM problem_case l JOIN problem p ON p.id = l.problem_id JOIN service_case c ON c.id = l.case_id GROUP BY 1`,
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.fits).toBe(true);
    // Whoever fits an open problem belongs to it.
    const [stray] = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM service_case c JOIN problem p ON p.cause_id = c.cause_id AND p.product_id = c.product_id
       WHERE NOT EXISTS (SELECT FROM problem_case l WHERE l.case_id = c.id AND l.problem_id = p.id)`,
    );
    expect(stray!.count).toBe(0);
  });

  it('have one open problem in the database too, also where they name no product', async () => {
    const causeId = await aCause('packaging_damage');
    const twin = (product: string | null) =>
      app.database
        .query(
          `INSERT INTO problem (id, version, state, product_id, cause_id, cause_code, since, opened_at, round)
           VALUES ($1, 1, 'open', $2, $3, 'packaging_damage', now() - interval '1 day', now(), 0)`,
          [newId(), product, causeId],
        )
        .then(
          () => 'accepted',
          (error: unknown) => violatedConstraint(error),
        );
    expect([await twin('P-7'), await twin('P-7'), await twin(null), await twin(null)]).toEqual([
      'accepted',
      'problem_one_open',
      'accepted',
      'problem_one_open',
    ]);
  });
});

describe('the end of a verification', () => {
  const longAgo = new Date(Date.now() - 100 * day);

  it('is told once by three workers at once, whatever its verdict', async () => {
    const good = [];
    const bad = [];
    for (let index = 0; index < 5; index++) {
      good.push(await verifying(longAgo, await aCause(`good_${index}`)));
      const causeId = await aCause(`bad_${index}`);
      bad.push(await verifying(longAgo, causeId));
      const received = new Date(longAgo.getTime() + 10 * day);
      for (const caseId of await openCases(4, received)) await assess(caseId, causeId, 'P-7', received);
    }
    const workers = await Promise.all([1, 2, 3].map(() => app.another('worker')));
    await waitFor(async () => (await armed()) === 0, { timeoutMs: 60_000, what: 'all timers to fire' });
    await Promise.all(workers.map((worker) => worker.close()));
    const ends = async (id: string) =>
      (await desk.typesTold(id)).filter((type) => type === 'problem.closed' || type === 'problem.recurred');
    for (const { id } of good) expect(await ends(id)).toEqual(['problem.closed']);
    for (const { id } of bad) expect(await ends(id)).toEqual(['problem.recurred']);
    for (const { id } of [...good, ...bad]) {
      const told = await desk.told(id);
      expect(told.map(({ version }) => version)).toEqual(told.map((_, index) => index + 1));
      expect(told.some(({ type }) => type === 'preventive-action.overdue')).toBe(false);
    }
  }, 60_000);

  it('is made by hand where no timer has fired yet, by the same figures', async () => {
    const causeId = await aCause('packaging_damage');
    const { id, until } = await verifying(longAgo, causeId);
    const close = (now: Date) => desk.run((tx) => desk.the(ProblemsService).close(tx, id, C1, now));
    await expect(close(new Date(until.getTime() - 1))).rejects.toThrow('problem-not-verified');
    const recurred = new Date(until.getTime() - day);
    const [first, second] = await openCases(2, recurred);
    // One in 30 days is less than a fifth of five in 30 days and three hours; two are more.
    await assess(first!, causeId, 'P-7', recurred);
    await assess(second!, causeId, 'P-7', recurred);
    await expect(close(until)).rejects.toThrow('problem-not-effective');
    expect(await app.database.manager.findOneByOrFail(Problem, { id })).toMatchObject({ state: 'verifying' });
    await assess(second!, causeId, 'P-8', recurred);
    await assess(first!, causeId, 'P-8', recurred);
    await close(until);
    expect(await app.database.manager.findOneByOrFail(Problem, { id })).toMatchObject({
      state: 'closed',
      closedBy: 'C1',
    });
    await expect(close(until)).rejects.toThrow('problem-state');
  });

  it('comes once when a hundred close it at once with the timer', async () => {
    const { id } = await verifying(longAgo, await aCause('packaging_damage'));
    const worker = await app.another('worker');
    const close = () => desk.run((tx) => desk.the(ProblemsService).close(tx, id, C1, new Date()));
    const refused = new Set(problems(await atOnce(100, close)));
    await waitFor(async () => (await armed()) === 0, { what: 'all timers to fire' });
    await worker.close();
    expect([...refused]).toEqual(['problem-state']);
    expect((await desk.typesTold(id)).filter((type) => type === 'problem.closed')).toHaveLength(1);
  });

  it('before the window is over is refused by the database as well', async () => {
    const { id } = await verifying(new Date(), await aCause('packaging_damage'));
    const end = app.database.query(`UPDATE problem SET state = 'closed', closed_at = now() WHERE id = $1`, [id]);
    expect(await end.catch((error: unknown) => [sqlState(error), violatedConstraint(error)])).toEqual([
      '23514',
      'problem_closed_after_verification',
    ]);
  });

  it('has counted every case that belongs to the problem, also when cases are assessed at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const causeId = await aCause(`cause_${round}`);
      const { id } = await verifying(longAgo, causeId);
      const late = await openCases(10, longAgo);
      const close = () => desk.run((tx) => desk.the(ProblemsService).close(tx, id, C1, new Date()));
      const results = await atOnce(11, (index) => (index === 5 ? close() : assess(late[index % 10]!, causeId)));
      expect(problems(results)).toEqual([]);
      const { casesBefore } = await app.database.manager.findOneByOrFail(Verification, { problemId: id });
      expect(await linksOf(id)).toHaveLength(casesBefore);
    }
  });
});

describe('two who take the same code for a cause at once', () => {
  it('get it once', async () => {
    const results = await atOnce(20, () => aCause('packaging_damage'));
    expect([values(results).length, new Set(problems(results))]).toEqual([1, new Set(['cause-code-taken'])]);
  });
});
