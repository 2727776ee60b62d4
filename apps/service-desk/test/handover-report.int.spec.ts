import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { userOf } from '@crm/platform/auth';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoverReportService } from '../src/handover-report/handover-report.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps, E1 } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('service', 'E1', 'E2');
  await desk.hire('logistics', 'L1', 'L2');
  await desk.hire('quality', 'Q1');
  await desk.hire('complaint-centre', 'C1');
});

const manager = userOf({ sub: 'M1', roles: ['manager'] })!;
/** Monday, in the working time of 09:00–12:00 and 13:30–18:00. */
const at = (time: string): Date => new Date(`2026-01-05T${time}:00+08:00`);
const give = async (id: string, from: typeof E1, to: typeof E1, when: Date): Promise<void> => {
  const offer = { toDepartment: to.department!, toEmployeeId: to.id, reason: '请接手' };
  await desk.run(async (tx) => {
    const { handover } = await desk.the(HandoversService).offer(tx, id, offer, from, when);
    await desk.the(HandoversService).accept(tx, handover.id, to, when);
  });
};
const report = (from: Date, to: Date, viewer = manager) =>
  desk.run((tx) => desk.the(HandoverReportService).make(tx, { from, to }, viewer));

describe('the report of hand-overs', () => {
  it('tells how long each department held a case, over noon by the wall clock and in working time', async () => {
    const { caseId } = await desk.receive({ receivedAt: at('09:00') }, E1, at('09:00'));
    const [logistics, quality] = [agent('L1', 'logistics'), agent('Q1', 'quality')];
    await give(caseId, E1, logistics, at('11:00'));
    // To a colleague: it stays where it is.
    await give(caseId, logistics, agent('L2', 'logistics'), at('11:30'));
    await give(caseId, agent('L2', 'logistics'), quality, at('14:30'));
    await desk.run((tx) => desk.the(HandlingService).resolve(tx, caseId, '已处理', quality, at('15:00')));

    const { departments, overTwoDepartments } = await report(at('08:00'), at('16:00'));
    const hours = departments.map(({ department, hold }) => [
      department,
      hold.wall.p50! / 3600,
      hold.business.p50! / 3600,
    ]);
    expect(hours).toEqual([
      ['logistics', 3.5, 2],
      ['quality', 0.5, 0.5],
      ['service', 2, 2],
    ]);
    expect(departments.map(({ received, accepted, bounces }) => [received, accepted, bounces])).toEqual([
      [2, 2, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect([overTwoDepartments, ...departments.map((one) => one.overTwoDepartments)]).toEqual([1, 1, 1, 1]);
    const own = await report(
      at('08:00'),
      at('16:00'),
      userOf({ sub: 'L9', roles: ['supervisor'], department: 'logistics' })!,
    );
    expect(own.departments.map(({ department }) => department)).toEqual(['logistics']);
    expect(own.overTwoDepartments).toBe(1);
    // What ended at noon has not ended in the morning; the end itself does not belong to a period.
    const morning = await report(at('08:00'), at('11:00'));
    expect(morning.departments.every(({ hold }) => hold.stretches === 0)).toBe(true);
    const noon = await report(at('11:00'), at('12:00'));
    expect(noon.departments.map(({ department, hold }) => [department, hold.stretches])).toEqual([
      ['logistics', 0],
      ['service', 1],
    ]);
  });
});
