import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NoticesService } from '../src/notices/notices.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, DeskSteps, E2 } from './desk-steps.js';
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
beforeEach(() => routing.empty());

const set = (employeeId: string, what: string) =>
  app.database.query(`UPDATE employee_card SET ${what} WHERE employee_id = $1`, [employeeId]);
const noticesOf = async (employeeId: string): Promise<string[]> => {
  const page = { behind: null, limit: 50 };
  const all = await desk.run((tx) => desk.the(NoticesService).list(tx, employeeId, {}, page));
  return all.map(({ kind }) => kind).reverse();
};
/** A closed enquiry of A1; A2 is there too. */
const closed = async (): Promise<string> => {
  await desk.know('A1');
  const id = await desk.open({ kind: 'enquiry' });
  await desk.know('A2');
  await desk.resolve(id, agent('A1'));
  await desk.close(id);
  return id;
};

describe('a case that begins again', () => {
  it('stays with its owner, who is told', async () => {
    const id = await closed();
    await desk.reopen(id);
    expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A1', cycle: 2 });
    expect(await noticesOf('A1')).toEqual(['assigned', 'reopened']);
  });

  it('does not go to an owner who has left: somebody else gets it, and is told', async () => {
    const id = await closed();
    await set('A1', 'active = false');
    await desk.reopen(id);
    expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A2', ownerReason: 'left', cycle: 2 });
    expect(await noticesOf('A2')).toEqual(['assigned', 'reopened']);
    expect(await noticesOf('A1')).toEqual(['assigned', 'handed_over']);
    expect((await desk.told(id)).find(({ type }) => type === 'case.reopened')).toMatchObject({
      data: { owner: { employeeId: 'A2' } },
    });
  });

  it('goes to the substitute of an owner who is away, also when the customer says at the call-back that nothing is solved', async () => {
    await desk.know('A1');
    const id = await desk.open();
    await desk.know('S1', 'finance');
    await desk.resolve(id, agent('A1'));
    await set('A1', `absent_from = now() - interval '1 minute', substitute_id = 'S1'`);
    await desk.callBack(await desk.callbackOf(id), 'unsatisfied', E2);
    expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'S1', ownerReason: 'absence', cycle: 2 });
    expect(await noticesOf('S1')).toEqual(['assigned', 'reopened']);
  });

  it('keeps its owner where nobody else may have it', async () => {
    const id = await closed();
    for (const away of ['A1', 'A2']) await set(away, 'active = false');
    await app.database.query(
      `UPDATE service_case SET complained_of = '{duty-officer,deputy-duty-officer}' WHERE id = $1`,
      [id],
    );
    await desk.reopen(id);
    expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A1', cycle: 2 });
  });
});
